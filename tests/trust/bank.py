"""A certificate to seal with, made by openssl as an operator would be given it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

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


def made_bank(directory: Path) -> Bank:
    """A seal of a bank, issued by an authority under a root, with revocation lists of both."""
    made = Bank(directory)
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
