"""An independent RFC 3161 timestamp authority: `openssl ts` behind HTTP on this machine."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509

from registry.trust.pdf import TimestampAuthority

_CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Independent timestamp root
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
default_ca = lists
[lists]
database = {directory}/index.txt
crlnumber = {directory}/crlnumber
default_md = sha256
default_crl_days = 3000
[authority]
serial = {directory}/serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class LocalAuthority:
    """Where it listens, and what is needed to believe it."""

    url: str
    root: x509.Certificate
    crl: bytes

    def settings(self, *, archival: bool = False) -> TimestampAuthority:
        return TimestampAuthority(self.url, (self.root,), (self.crl,), archival)


@contextmanager
def local_authority(directory: Path) -> Iterator[LocalAuthority]:
    _create(directory)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = _stamp(directory, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield LocalAuthority(
            f"http://127.0.0.1:{server.server_port}",
            x509.load_pem_x509_certificate((directory / "root.pem").read_bytes()),
            (directory / "root.crl").read_bytes(),
        )
        server.shutdown()
        thread.join()


def _create(directory: Path) -> None:
    (directory / "openssl.cnf").write_text(_CONFIGURATION.format(directory=directory))
    for name, content in (("index.txt", ""), ("crlnumber", "01"), ("serial", "01")):
        (directory / name).write_text(content)
    for name in ("root", "leaf"):
        _openssl(directory, f"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key")
    _openssl(
        directory,
        "req -x509 -new -key root.key -config openssl.cnf -extensions root -days 3650 -out root.pem",
    )
    _openssl(directory, "req -new -key leaf.key -config openssl.cnf -subj /CN=Stamps -out leaf.csr")
    _openssl(
        directory,
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 3000 "
        "-extfile openssl.cnf -extensions leaf -out leaf.pem",
    )
    _openssl(directory, "ca -gencrl -config openssl.cnf -keyfile root.key -cert root.pem -out root.crl.pem")
    _openssl(directory, "crl -in root.crl.pem -outform DER -out root.crl")


def _stamp(directory: Path, query: bytes) -> bytes:
    (directory / "query").write_bytes(query)
    _openssl(
        directory,
        "ts -reply -config openssl.cnf -section authority -queryfile query "
        "-signer leaf.pem -inkey leaf.key -chain root.pem -out reply",
    )
    return (directory / "reply").read_bytes()


def _openssl(directory: Path, arguments: str) -> None:
    subprocess.run(["openssl", *arguments.split()], cwd=directory, check=True, capture_output=True)
