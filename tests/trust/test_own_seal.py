"""A seal of one's own: made by openssl, read from PKCS #12, and believed by pdfsig and our verifier."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.domain.errors import SigningError
from registry.trust.keys import KeyStore
from registry.trust.own_seal import read_own_seal, read_timestamp_authority
from registry.trust.pdf import seal_pdf
from tests.trust.timestamp_authority import LocalAuthority

PASSWORD = "of the file"  # noqa: S105 - of a test
_CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Example Bank Root
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[lists]
default_ca = here
[here]
database = {directory}/index.txt
crlnumber = {directory}/crlnumber
default_md = sha256
default_crl_days = 3000
"""


@dataclass(frozen=True)
class Bank:
    """The files that an operator has been given."""

    directory: Path

    @property
    def seal(self) -> Path:
        return self.directory / "seal.p12"

    @property
    def crls(self) -> Path:
        return self.directory / "crls.pem"

    def run(self, arguments: str) -> None:
        subprocess.run(["openssl", *arguments.split()], cwd=self.directory, check=True, capture_output=True)

    def pack(self, name: str, options: str) -> Path:
        self.run(f"pkcs12 -export -in seal.pem -passout file:password {options} -out {name}")
        (self.directory / name).chmod(0o600)
        return self.directory / name


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    made = Bank(tmp_path_factory.mktemp("bank"))
    (made.directory / "openssl.cnf").write_text(_CONFIGURATION.format(directory=made.directory))
    for name, content in (("index.txt", ""), ("crlnumber", "01"), ("password", PASSWORD)):
        (made.directory / name).write_text(content)
    for name in ("root", "issuing", "seal"):
        made.run(f"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key")
    made.run("req -x509 -new -key root.key -config openssl.cnf -extensions ca -days 3650 -out root.pem")
    for name, parent, extensions in (("issuing", "root", "ca"), ("seal", "issuing", "leaf")):
        made.run(
            f"req -new -key {name}.key -config openssl.cnf -subj /O=ExampleBank/CN={name} -out {name}.csr"
        )
        made.run(
            f"x509 -req -in {name}.csr -CA {parent}.pem -CAkey {parent}.key -CAcreateserial -days 3000 "
            f"-extfile openssl.cnf -extensions {extensions} -out {name}.pem"
        )
    for name in ("root", "issuing"):
        made.run(
            f"ca -name here -config openssl.cnf -gencrl -keyfile {name}.key -cert {name}.pem -out {name}.crl"
        )
    made.crls.write_text(
        "".join((made.directory / f"{name}.crl").read_text() for name in ("issuing", "root"))
    )
    chain = "".join((made.directory / f"{name}.pem").read_text() for name in ("issuing", "root"))
    (made.directory / "chain.pem").write_text(chain)
    made.pack("seal.p12", "-inkey seal.key -certfile chain.pem")
    return made


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
