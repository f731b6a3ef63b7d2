"""The files in `reports/`: sealed, of this directory, and vouched for, or found."""

from __future__ import annotations

from pathlib import Path

from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.dossier import verify_dossier
from tests.trust.directory import Dossier, failures, rewrite_summary
from tests.trust.rendering import render_report

REPORT = "reports/audit_report.pdf"
# The second line of a PDF is a comment: nothing reads it, and the seal covers it.
HEADER_COMMENT = 11
REPORT_LISTED = ("summary.json", f"listed: {REPORT}")
SEALED_EVENTS = ("events.jsonl", "sealed events")


def test_a_flipped_byte_in_the_report_is_found_by_the_seal_and_the_summary(
    directory: Path, context: VerifierContext
) -> None:
    data = bytearray((directory / REPORT).read_bytes())
    data[HEADER_COMMENT] ^= 1
    (directory / REPORT).write_bytes(data)
    assert failures(verify_dossier(directory, context)) == {
        SEALED_EVENTS,
        REPORT_LISTED,
        (REPORT, "signature"),
    }


def test_a_report_under_another_key_is_found_by_its_chain_alone(
    directory: Path, context: VerifierContext, dossier: Dossier, stranger: KeyStore
) -> None:
    theirs = seal_pdf(render_report(dossier.case.attachments), stranger, reason="Audit report")
    (directory / REPORT).write_bytes(theirs)
    rewrite_summary(directory)
    assert failures(verify_dossier(directory, context)) == {SEALED_EVENTS, (REPORT, "certificate chain")}


def test_a_report_that_lost_its_seal_is_found(
    directory: Path, context: VerifierContext, dossier: Dossier
) -> None:
    (directory / REPORT).write_bytes(render_report(dossier.case.attachments))
    rewrite_summary(directory)
    assert failures(verify_dossier(directory, context)) == {SEALED_EVENTS, (REPORT, "sealed")}


def test_a_report_of_another_case_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    pdf = seal_pdf(render_report({}), keystore, reason="Audit report")
    (directory / REPORT).write_bytes(pdf)
    rewrite_summary(directory)
    assert failures(verify_dossier(directory, context)) == {SEALED_EVENTS, (REPORT, "same as here")}


def test_a_missing_report_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / REPORT).unlink()
    assert failures(verify_dossier(directory, context)) == {
        SEALED_EVENTS,
        REPORT_LISTED,
        ("", "audit report"),
    }


def test_another_pdf_without_a_seal_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / "reports/model_card.pdf").write_bytes(render_report({}))
    assert failures(verify_dossier(directory, context)) == {("reports/model_card.pdf", "sealed")}


def test_a_sealed_pdf_that_is_about_nothing_here_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    pdf = seal_pdf(render_report({}), keystore, reason="Anything")
    (directory / "reports/letter.pdf").write_bytes(pdf)
    assert failures(verify_dossier(directory, context)) == {("reports/letter.pdf", "same as here")}


def test_a_file_that_nothing_vouches_for_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / "reports/approval.html").write_text("All is well.")
    (directory / "reports/more").mkdir()
    (directory / "reports/more/approval.txt").write_text("All is well.")
    assert failures(verify_dossier(directory, context)) == {
        ("reports/approval.html", "same as sealed"),
        ("reports/more/approval.txt", "same as sealed"),
    }
