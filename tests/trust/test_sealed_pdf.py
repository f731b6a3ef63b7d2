"""Verifying a sealed PDF: it passes as it is, and each way of bending it fails one check and no other."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from registry.domain.canonical import canonical_json
from registry.trust.keys import KeyStore
from registry.trust.pades import DelegatingCmsSigner
from registry.trust.pdf import seal_pdf
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.pdf import verify_pdf
from registry.trust.verification.sealed_pdf import verify_seal
from registry.trust.verification.steps import Verdict, VerificationStep
from tests.trust.byte_range import cut_signature, unsigned_gap
from tests.trust.documents import Case
from tests.trust.rendering import render_report
from tests.trust.timestamp_authority import LocalAuthority


@pytest.fixture(scope="module")
def sealed(report: bytes, keystore: KeyStore) -> bytes:
    return seal_pdf(report, keystore, reason="Audit report")


@pytest.fixture(scope="module")
def trusted(keystore: KeyStore) -> VerifierContext:
    return VerifierContext(roots=[keystore.seal.root])


def _failed(steps: Iterable[VerificationStep]) -> list[str]:
    return [step.name for step in steps if step.verdict is Verdict.FAILED]


def _named(steps: Iterable[VerificationStep], name: str) -> VerificationStep:
    (step,) = (step for step in steps if step.name == name)
    return step


def test_under_the_named_root_every_check_passes(sealed: bytes, trusted: VerifierContext) -> None:
    steps = verify_pdf(sealed, trusted)
    assert all(step.passed for step in steps)
    assert {step.name for step in steps} >= {
        "sealed",
        "signature",
        "certificate chain",
        "byte coverage",
        "documents",
        "input.json digest",
        "decision.json digest",
        "same case",
        "evidence used",
        "figures",
        "report input",
        "events of the request",
    }
    assert all(step.clause for step in steps)
    assert _named(steps, "byte coverage").detail == "the seal covers the whole file"


def test_without_a_root_it_says_integrity_and_not_identity(sealed: bytes) -> None:
    steps = verify_pdf(sealed, VerifierContext())
    assert not _failed(steps)
    identity = _named(steps, "identity")
    assert identity.verdict is Verdict.NOT_CHECKED
    assert "self-contained: development CA, integrity only, not identity" in identity.detail


def test_a_flipped_byte_fails_the_signature(sealed: bytes, trusted: VerifierContext) -> None:
    place = 11  # In the comment of the second line, which nothing reads and the seal covers.
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert _failed(verify_pdf(changed, trusted)) == ["signature"]


def test_every_part_of_the_file_is_guarded(sealed: bytes, trusted: VerifierContext) -> None:
    begin, end = unsigned_gap(sealed)
    _, signature = cut_signature(sealed)
    # Within the signature's own structure the certificates beside it are not signed, and need not be.
    signature_ends = begin + 1 + 2 * len(signature)
    places = [*range(10, begin, begin // 50), *range(signature_ends, end, 97), *range(end, len(sealed), 40)]
    for place in places:
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert _failed(verify_pdf(changed, trusted)), f"byte {place}"


def _with_page_replaced(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call] # pyHanko does not annotate it.
    return target.getvalue()


def test_a_page_replaced_by_an_update_fails_the_coverage(
    sealed: bytes, trusted: VerifierContext, saved: Callable[[str, bytes], Path]
) -> None:
    changed = _with_page_replaced(sealed)
    assert _failed(verify_pdf(changed, trusted)) == ["byte coverage"]
    # Which is why `pdfsig` alone is not enough.
    words = subprocess.run(
        ["pdfsig", saved("changed.pdf", changed)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in words
    assert "Not total document signed" in words


@pytest.mark.parametrize("more", [b"\n% more", b"x"])
def test_bytes_after_the_end_fail_the_coverage(sealed: bytes, trusted: VerifierContext, more: bytes) -> None:
    assert _failed(verify_seal(sealed + more, roots=trusted.roots)) == ["byte coverage"]


def test_bytes_after_the_end_of_a_timestamped_file_fail_the_coverage(
    report: bytes, keystore: KeyStore, timestamps: LocalAuthority
) -> None:
    stamped = seal_pdf(report, keystore, reason="x", timestamps=timestamps.settings())
    roots = [keystore.seal.root, timestamps.root]
    assert not _failed(verify_seal(stamped, roots=roots))
    assert _failed(verify_seal(stamped + b"% more", roots=roots)) == ["byte coverage"]


def test_words_hidden_behind_the_signature_fail_the_coverage(sealed: bytes, trusted: VerifierContext) -> None:
    _, end = unsigned_gap(sealed)
    hidden = b"hidden".hex().encode()
    changed = sealed[: end - 1 - len(hidden)] + hidden + sealed[end - 1 :]
    assert _failed(verify_seal(changed, roots=trusted.roots)) == ["byte coverage"]


def test_another_key_fails_the_chain(report: bytes, stranger: KeyStore, trusted: VerifierContext) -> None:
    theirs = seal_pdf(report, stranger, reason="Audit report")
    assert _failed(verify_pdf(theirs, trusted)) == ["certificate chain"]
    assert not _failed(verify_pdf(theirs, VerifierContext()))


def test_a_file_that_was_never_sealed_fails(report: bytes, trusted: VerifierContext) -> None:
    assert _failed(verify_pdf(report, trusted)) == ["sealed"]


def test_what_is_no_pdf_fails(trusted: VerifierContext) -> None:
    assert _failed(verify_seal(b"%PDF-1.7\nno", roots=trusted.roots)) == ["readable"]
    assert _failed(verify_pdf(b"%PDF-1.7\nno", trusted)) == ["readable", "attachments"]


def _approved(pdf: bytes, keystore: KeyStore) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer = DelegatingCmsSigner(
        keystore.signer("seal"), keystore.seal.certificate, keystore.seal.authorities
    )
    metadata = PdfSignatureMetadata(
        field_name="Second", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    return bytes(sign_pdf(writer, metadata, signer).getvalue())


def test_a_signature_that_does_not_certify_is_no_seal(
    report: bytes, keystore: KeyStore, trusted: VerifierContext
) -> None:
    assert _failed(verify_pdf(_approved(report, keystore), trusted)) == ["sealed"]


def test_a_second_signature_may_follow_and_must_be_trusted_too(
    sealed: bytes, keystore: KeyStore, stranger: KeyStore, trusted: VerifierContext
) -> None:
    assert not _failed(verify_pdf(_approved(sealed, keystore), trusted))
    assert _failed(verify_pdf(_approved(sealed, stranger), trusted)) == ["certificate chain"]


def test_a_seal_ends_with_its_certificate_unless_a_timestamp_proves_its_time(
    report: bytes, sealed: bytes, keystore: KeyStore, timestamps: LocalAuthority
) -> None:
    roots = [keystore.seal.root, timestamps.root]
    stamped = seal_pdf(report, keystore, reason="x", timestamps=timestamps.settings())
    archived = seal_pdf(report, keystore, reason="x", timestamps=timestamps.settings(archival=True))
    now = datetime.now(UTC)
    for pdf in (sealed, stamped, archived):
        assert not _failed(verify_seal(pdf, roots=roots, moment=now + timedelta(days=365)))
    later = now + timedelta(days=5 * 365)
    assert _failed(verify_seal(sealed, roots=roots, moment=later)) == ["certificate chain"]
    assert not _failed(verify_seal(stamped, roots=roots, moment=later))
    assert not _failed(verify_seal(archived, roots=roots, moment=later))


def test_a_timestamp_by_an_unknown_authority_is_not_enough(
    report: bytes, keystore: KeyStore, timestamps: LocalAuthority
) -> None:
    stamped = seal_pdf(report, keystore, reason="x", timestamps=timestamps.settings())
    assert _failed(verify_seal(stamped, roots=[keystore.seal.root])) == ["bottom line"]


def _sealed_with(case: Case, keystore: KeyStore, **changes: bytes | None) -> bytes:
    """The case's report with attachments replaced (or left out), sealed by the rightful key."""
    names = {name.replace("_", "."): data for name, data in changes.items()}
    attachments = {name: data for name, data in {**case.attachments, **names}.items() if data is not None}
    return seal_pdf(render_report(attachments), keystore, reason="Audit report")


def test_another_decision_in_the_place_of_the_decision_fails_its_digest(
    case: Case, keystore: KeyStore, trusted: VerifierContext
) -> None:
    other = case.decision.replace(b'"packs":["core"]', b'"packs":["none"]')
    failures = _failed(verify_pdf(_sealed_with(case, keystore, decision_json=other), trusted))
    assert failures == ["decision.json digest", "report input"]


def test_a_missing_decision_or_provenance_fails(
    case: Case, keystore: KeyStore, trusted: VerifierContext
) -> None:
    pdf = _sealed_with(case, keystore, provenance_json=None)
    assert _failed(verify_pdf(pdf, trusted)) == ["documents", "report input"]


def test_swapped_evidence_fails_in_both_files(
    case: Case, keystore: KeyStore, trusted: VerifierContext
) -> None:
    (one, first), (other, second) = case.evidence.items()
    attachments = {
        **case.attachments,
        f"evidence-{one[7:]}.json": second,
        f"evidence-{other[7:]}.json": first,
    }
    pdf = seal_pdf(render_report(attachments), keystore, reason="x")
    steps = verify_pdf(pdf, trusted)
    assert _failed(steps)[:2] == [f"evidence-{hexa[7:15]}…" for hexa in sorted((one, other))]
    assert _failed(steps)[2:] == ["figures"]


def test_missing_evidence_fails(case: Case, keystore: KeyStore, trusted: VerifierContext) -> None:
    digest = next(iter(case.evidence))
    attachments = {name: data for name, data in case.attachments.items() if digest[7:] not in name}
    pdf = seal_pdf(render_report(attachments), keystore, reason="x")
    assert _failed(verify_pdf(pdf, trusted)) == ["evidence used", "figures", "report input"]


def test_a_report_that_prints_another_figure_fails(
    case: Case, keystore: KeyStore, trusted: VerifierContext
) -> None:
    printed = case.report_input.replace(b'"duplicate_rows":3', b'"duplicate_rows":0')
    steps = verify_pdf(_sealed_with(case, keystore, report_json=printed), trusted)
    assert _failed(steps) == ["report input"]
    assert "input.json" in _named(steps, "report input").detail


def test_a_changed_event_fails(case: Case, keystore: KeyStore, trusted: VerifierContext) -> None:
    changed = case.events.replace(b"step.2", b"step.X")
    steps = verify_pdf(_sealed_with(case, keystore, events_jsonl=changed), trusted)
    assert _failed(steps) == ["report input", "events of the request"]


def test_a_card_without_a_decision_says_that_there_was_none_to_check(
    keystore: KeyStore, trusted: VerifierContext
) -> None:
    pdf = seal_pdf(render_report({"report.json": canonical_json({"schema": "x"})}), keystore, reason="x")
    steps = verify_pdf(pdf, trusted)
    assert not _failed(steps)
    assert _named(steps, "attachments").verdict is Verdict.NOT_CHECKED


def test_two_attachments_of_one_name_are_refused(
    report: bytes, keystore: KeyStore, trusted: VerifierContext
) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(report)) as document:
        twin = pikepdf.AttachedFileSpec(
            document,
            b"{}",
            filename="decision.json",
            description="",
            mime_type="",
            creation_date="",
            mod_date="",
        )
        document.attachments["another key"] = twin
        document.save(target)
    steps = verify_pdf(seal_pdf(target.getvalue(), keystore, reason="x"), trusted)
    assert _failed(steps) == ["attachments"]
    assert "decision.json" in _named(steps, "attachments").detail
