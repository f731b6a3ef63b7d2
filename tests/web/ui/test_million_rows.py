"""A million rows through the form of a real server: as one request, in the memory of a few chunks."""

from __future__ import annotations

import hashlib
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import lxml.html  # type: ignore[import-untyped]
import pytest

from modelwarden.client import Client
from modelwarden.demo.server import DemoServer, running_server
from tests.services.people import PASSWORD
from tests.web.ui.multipart import TYPE, Form, part
from tools.measure_large_file import LIMIT_BYTES, _peak_bytes, _prepare

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROWS = 1_000_000
MEBIBYTE = 1 << 20
FORM = "/models/large/versions/1/evaluation"
FIELDS = {"label": "y", "score": "s", "threshold": "0.5", "sensitive": "g", "kind": "fairness"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("million")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[DemoServer]:
    """With a contributor, a version that nobody has evaluated, and a folder for what is on its way."""
    (folder / "way").mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TMPDIR", str(folder / "way"))
        with running_server(folder, 0, PASSWORD) as running:
            with Client(running.url, token=_prepare(running.url)) as emil:
                version = emil.versions.register("large", folder / "model.bin")
                emil.jobs.wait(version.scan_job or "", timeout=60)
            yield running


@pytest.fixture
def browser(server: DemoServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=120) as opened:
        opened.get("/log-in")
        secret = opened.cookies["modelwarden-log-in"]
        answer = opened.post("/log-in", data={"csrf_token": secret, "username": "emil", "password": PASSWORD})
        assert answer.status_code == 303
        yield opened


def write_table(path: Path) -> str:
    """A million rows of 95 bytes: the groups are of 250,000 each. Returns its digest."""
    padding = "x" * 80
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("y,s,g,note\n")
        for first in range(0, ROWS, 4000):
            rows = range(first, first + 4000)
            file.writelines(f"{i % 2},0.{i % 10},group {i % 4},{padding}\n" for i in rows)
    with path.open("rb") as read:
        return f"sha256:{hashlib.file_digest(read, 'sha256').hexdigest()}"


def secret_of(browser: httpx.Client) -> str:
    page = lxml.html.fromstring(browser.get(FORM).text)
    return str(page.xpath("//main//input[@name='csrf_token']/@value")[0])


def test_a_million_rows_become_evidence_in_constant_memory(
    server: DemoServer, browser: httpx.Client, folder: Path
) -> None:
    table = folder / "table.csv"
    digest = write_table(table)
    assert table.stat().st_size > 90_000_000
    fields, pid = FIELDS | {"csrf_token": secret_of(browser)}, server.process.pid
    # Logging in takes 64 MiB for a moment, by Argon2's design; here, the upload alone is measured.
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    before, started = _peak_bytes(pid), time.monotonic()
    with table.open("rb") as file:
        answer = browser.post(FORM, data=fields, files={"table": ("table.csv", file, "text/csv")})
    up, peak = time.monotonic() - started, _peak_bytes(pid)
    assert answer.status_code == 303, answer.text
    sys.stderr.write(
        f"{table.stat().st_size} bytes up in {up:.1f} s; the web process had {before} bytes, at most {peak}\n"
    )
    assert peak - before < 32 * MEBIBYTE
    assert peak < LIMIT_BYTES
    assert list((folder / "way").iterdir()) == []
    with Client(server.url, token=_token(server.url)) as emil:
        emil.jobs.wait(answer.headers["Location"].split("/jobs/")[1].partition("?")[0], timeout=120)
        [evidence] = emil.evidence.list_newest("large", 1, ["fairness"])
        document = emil.evidence.get(evidence.digest)
    assert document["inputs"][0]["sha256"] == digest
    [attribute] = document["body"]["attributes"]
    assert [group["n"] for group in attribute["groups"]] == [ROWS // 4] * 4


def test_a_form_that_breaks_off_leaves_nothing(
    server: DemoServer, browser: httpx.Client, folder: Path
) -> None:
    body = Form(secret_of(browser)).fields() + part("table", b"1,0.5,f\n" * MEBIBYTE, "table.csv")
    head = (
        f"POST {FORM} HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPE}\r\nContent-Length: {2 * len(body)}\r\n"
        f"Cookie: modelwarden={browser.cookies['modelwarden']}\r\n\r\n"
    )
    before = _stored(folder)
    with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])), timeout=20) as connection:
        connection.sendall(head.encode() + body)
    assert browser.get("/models").status_code == 200
    assert _stored(folder) == before
    assert list((folder / "way").iterdir()) == []


def _stored(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "data" / "artifacts").rglob("*") if path.is_file())


def _token(url: str) -> str:
    with Client(url) as anybody:
        return anybody.tokens.log_in("emil", PASSWORD).token
