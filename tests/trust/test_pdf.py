"""Sealing: judged by pdfsig, openssl, qpdf and veraPDF, none of which we wrote."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from registry.domain.errors import SigningError
from registry.trust.keys import KeyStore
from registry.trust.pdf import TimestampAuthority, rewrite, seal_pdf
from tests.trust.byte_range import cut_signature
from tests.trust.timestamp_authority import LocalAuthority
from tests.verapdf import verapdf_report

MOMENT = datetime.now(UTC).replace(microsecond=0)
Save = Callable[[str, bytes], Path]


@pytest.fixture(scope="module")
def sealed(report: bytes, keystore: KeyStore) -> bytes:
    return seal_pdf(report, keystore, reason="Audit report", signed_at=MOMENT)


def _run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_pdfsig_calls_the_signature_valid_and_the_document_wholly_signed(sealed: bytes, saved: Save) -> None:
    words = _run("pdfsig", saved("report.pdf", sealed))
    assert "Signature Validation: Signature is Valid." in words
    assert "Total document signed" in words
    assert "Signature Type: ETSI.CAdES.detached" in words
    assert "Signature #2" not in words


def test_pdfsig_trusts_the_certificate_once_it_has_the_root(
    sealed: bytes, saved: Save, keystore: KeyStore, tmp_path: Path
) -> None:
    database = f"sql:{tmp_path}"
    root = saved("root.pem", keystore.public_bundle()["root.pem"])
    _run("certutil", "-N", "-d", database, "--empty-password")
    _run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,C", "-i", root)
    words = _run("pdfsig", "-nssdir", database, saved("report.pdf", sealed))
    assert "Certificate Validation: Certificate is Trusted." in words


def test_openssl_verifies_the_signed_bytes_under_the_root(
    sealed: bytes, saved: Save, keystore: KeyStore
) -> None:
    content, signature = cut_signature(sealed)
    root = saved("root.pem", keystore.public_bundle()["root.pem"])
    command = (
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", saved("signature", signature)),
        *(
            "-content",
            saved("content", content),
            "-purpose",
            "smimesign",
            "-out",
            "/dev/null",
            "-CAfile",
            root,
        ),
    )
    assert "CMS Verification successful" in _run(*command)
    saved("content", content.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    assert "CMS Verification failure" in _run(*command)


def test_qpdf_finds_nothing_wrong(sealed: bytes, saved: Save) -> None:
    assert "No syntax or stream encoding errors found" in _run("qpdf", "--check", saved("report.pdf", sealed))


@pytest.mark.slow
def test_pdf_a_survives_the_seal(sealed: bytes, saved: Save) -> None:
    assert verapdf_report(saved("report.pdf", sealed), "3a").startswith("PASS")


def test_the_attachments_survive_the_seal(sealed: bytes, saved: Save, report: bytes) -> None:
    before = _run("pdfdetach", "-list", saved("before.pdf", report)).splitlines()
    after = _run("pdfdetach", "-list", saved("after.pdf", sealed)).splitlines()
    assert before == after
    assert len(before) == 8


def test_the_seal_is_invisible_certifies_and_claims_the_given_time(sealed: bytes, saved: Save) -> None:
    with pikepdf.open(saved("report.pdf", sealed)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert [float(number) for number in field.Rect] == [0, 0, 0, 0]
        signature = field.V
        assert str(signature.Reason) == "Audit report"
        assert str(signature.M) == MOMENT.strftime("D:%Y%m%d%H%M%SZ")
        assert signature.Reference[0].TransformMethod == "/DocMDP"
        assert int(signature.Reference[0].TransformParams.P) == 2
        assert "/DocMDP" in document.Root.Perms


def test_rewriting_is_deterministic_and_keeps_pdf_a_marks(report: bytes) -> None:
    again = rewrite(report)
    assert again == rewrite(report)
    assert rewrite(again) == again
    with pikepdf.open(io.BytesIO(again)) as document:
        assert document.open_metadata().pdfa_status == "3A"


@pytest.mark.parametrize(("archival", "signatures"), [(False, 1), (True, 2)])
def test_a_timestamp_authority_makes_it_last(
    report: bytes,
    keystore: KeyStore,
    timestamps: LocalAuthority,
    saved: Save,
    *,
    archival: bool,
    signatures: int,
) -> None:
    sealed = seal_pdf(report, keystore, reason="x", timestamps=timestamps.settings(archival=archival))
    path = saved("report.pdf", sealed)
    words = _run("pdfsig", path)
    assert words.count("Signature #") == signatures
    assert "Signature Validation: Signature is Valid." in words
    _, signature = cut_signature(sealed)
    printed = _run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", saved("cms", signature))
    assert "id-smime-aa-timeStampToken" in printed
    with pikepdf.open(path) as document:
        assert len(document.Root.DSS.CRLs) == 3


def test_a_timestamp_authority_that_does_not_answer_is_an_error(report: bytes, keystore: KeyStore) -> None:
    nobody = TimestampAuthority("http://127.0.0.1:9", (keystore.seal.root,), ())
    with pytest.raises(SigningError, match="not sealed"):
        seal_pdf(report, keystore, reason="x", timestamps=nobody)


def test_an_authority_without_revocation_lists_is_refused(
    report: bytes, keystore: KeyStore, timestamps: LocalAuthority
) -> None:
    with pytest.raises(SigningError, match="not sealed"):
        seal_pdf(report, keystore, reason="x", timestamps=replace(timestamps.settings(), crls=()))


def test_a_file_is_sealed_once(sealed: bytes, keystore: KeyStore) -> None:
    with pytest.raises(SigningError, match="not sealed"):
        seal_pdf(sealed, keystore, reason="again")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"<html></html>"])
def test_what_is_no_pdf_is_refused(data: bytes, keystore: KeyStore) -> None:
    with pytest.raises(SigningError, match="no PDF"):
        seal_pdf(data, keystore, reason="x")


@pytest.mark.parametrize("days", [-1, 2 * 365 + 1])
def test_nothing_is_sealed_outside_the_certificates_time(
    report: bytes, keystore: KeyStore, days: int
) -> None:
    with pytest.raises(SigningError, match="not valid at") as caught:
        seal_pdf(report, keystore, reason="x", signed_at=MOMENT + timedelta(days=days))
    assert caught.value.remedy
