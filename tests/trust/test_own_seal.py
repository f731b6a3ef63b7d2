"""A seal of one's own: made by openssl, read from PKCS #12, and believed by pdfsig and our verifier."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.domain.errors import SigningError
from registry.trust.keys import KeyStore
from registry.trust.own_seal import read_own_seal, read_timestamp_authority
from registry.trust.pdf import seal_pdf
from tests.trust.bank import PASSWORD, Bank, made_bank
from tests.trust.timestamp_authority import LocalAuthority


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return made_bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def own(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return KeyStore.open(
        tmp_path_factory.mktemp("own") / "keys",
        create=True,
        own_seal=read_own_seal(bank.seal, PASSWORD, bank.crls),
    )


def pdfsig(*arguments: str | Path) -> str:
    return subprocess.run(
        ["pdfsig", *map(str, arguments)], capture_output=True, text=True, check=False
    ).stdout


def test_reports_are_sealed_in_the_organisations_name(
    own: KeyStore, report: bytes, saved: Callable[[str, bytes], Path]
) -> None:
    words = pdfsig(saved("report.pdf", seal_pdf(report, own, reason="Audit report")))
    assert "Signature Validation: Signature is Valid." in words
    assert "O=ExampleBank" in words.replace(" ", "")
    assert not own.seal.is_development
    assert {"root.pem", "chain.pem", "root.crl", "issuing.crl"} <= set(own.public_bundle())


def test_a_named_timestamp_authority_stamps_the_seal(
    own: KeyStore, report: bytes, timestamps: LocalAuthority, saved: Callable[[str, bytes], Path]
) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    roots = saved("roots.pem", timestamps.root.public_bytes(Encoding.PEM))
    crls = saved("crls.pem", x509.load_der_x509_crl(timestamps.crl).public_bytes(Encoding.PEM))
    authority = read_timestamp_authority(timestamps.url, roots, crls)
    words = pdfsig(saved("report.pdf", seal_pdf(report, own, reason="x", timestamps=authority)))
    assert "Signature Validation: Signature is Valid." in words
    with pytest.raises(SigningError, match="cannot be believed"):
        read_timestamp_authority(timestamps.url, roots, None)


def test_what_is_missing_or_another_is_told(bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(SigningError) as refused:
        read_own_seal(bank.seal, "another password", bank.crls)
    assert "password" in refused.value.why
    with pytest.raises(SigningError, match="no revocation list"):
        read_own_seal(bank.seal, PASSWORD, bank.directory / "root.crl")
    with pytest.raises(SigningError, match="no revocation list"):
        read_own_seal(bank.seal, PASSWORD, None)
    with pytest.raises(SigningError) as refused:
        read_own_seal(bank.pack("alone.p12", "-inkey seal.key"), PASSWORD, bank.crls)
    assert "is not in it" in refused.value.why
    with pytest.raises(SigningError) as refused:
        read_own_seal(tmp_path / "nowhere.p12", PASSWORD, bank.crls)
    assert "cannot be read" in refused.value.why


def test_a_file_that_others_may_read_is_refused(bank: Bank) -> None:
    path = bank.pack("open.p12", "-inkey seal.key -certfile chain.pem")
    path.chmod(0o644)
    with pytest.raises(SigningError, match="open to other users"):
        read_own_seal(path, PASSWORD, bank.crls)
