"""How S3 is reached in a private network: what the settings say is what the connection does."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from registry.app import open_installation
from registry.domain.errors import StorageError
from registry.settings import Settings
from registry.storage.s3 import S3Store
from registry.storage.s3_options import S3Options
from tests.storage.certificates import Authority


def settings(**named: Any) -> Settings:  # noqa: ANN401 - see Settings
    return Settings().model_copy(update={"s3_bucket": "models", "opa_url": "https://opa.example"} | named)


@pytest.fixture
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


@pytest.mark.usefixtures("_credentials")
def test_an_endpoint_without_tls_is_taken_only_when_that_is_said(tmp_path: Path) -> None:
    plain = settings(data_dir=tmp_path, s3_endpoint_url="HTTP://s3.example.org", s3_region="eu")
    with pytest.raises(StorageError, match="no TLS") as caught:
        open_installation(plain)
    assert "MODELWARDEN_S3_ALLOW_HTTP" in caught.value.remedy
    allowed = plain.model_copy(update={"s3_allow_http": True})
    storage = open_installation(allowed).platform.storage
    assert isinstance(storage, S3Store)
    assert storage._client.meta.region_name == "eu"


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ({"s3_ca_bundle": "absent.pem"}, "is not there"),
        ({"s3_client_certificate": "there.pem"}, "half there"),
        ({"s3_client_key": "there.pem"}, "half there"),
    ],
)
def test_certificates_that_are_not_there_are_told_at_the_start(
    tmp_path: Path, named: dict[str, str], what: str
) -> None:
    (tmp_path / "there.pem").touch()
    files = {name: tmp_path / file for name, file in named.items()}
    with pytest.raises(StorageError, match=what):
        open_installation(settings(data_dir=tmp_path / "data", **files))


class _Bucket(BaseHTTPRequestHandler):
    """Answers every HEAD with 200, and remembers what it was asked for."""

    paths: list[str] = []  # noqa: RUF012 - one for the class

    def do_HEAD(self) -> None:
        self.paths.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Callable[..., S3Store]]:
    """Stores on a TLS server whose authority nobody knows, and which wants a certificate."""
    authority = Authority.made(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("localhost"))
    context.load_verify_locations(authority.certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    server = HTTPServer(("127.0.0.1", 0), _Bucket)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    client = authority.issue("client")

    def store(*, ca: bool = True, certificate: bool = True) -> S3Store:
        options = S3Options(
            region="us-east-1",
            path_style=True,
            ca_bundle=authority.certificate if ca else None,
            client_certificate=client if certificate else None,
            connect_timeout=2,
            read_timeout=2,
            attempts=1,
        )
        return S3Store("models", endpoint_url=f"https://localhost:{server.server_port}", options=options)

    yield store
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("_credentials")
def test_ca_bundle_client_certificate_and_path_style_are_used(private: Callable[..., S3Store]) -> None:
    digest = "0" * 64
    assert private().exists(f"sha256:{digest}")
    assert _Bucket.paths[-1] == f"/models/{digest}"
    for without in ({"ca": False}, {"certificate": False}):
        with pytest.raises(StorageError, match="could not be asked"):
            private(**without).exists(f"sha256:{digest}")
