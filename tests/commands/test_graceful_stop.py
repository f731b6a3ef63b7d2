"""SIGTERM cuts nobody off: an upload and a job that are under way end, and every process ends with 0."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelwarden.client import Client
from tests.commands.installation import PASSWORD, RealInstallation, is_running, real_installation

pytestmark = [pytest.mark.long, pytest.mark.database]
SHEET = {
    "source": "Generated for tests",
    "licence": "CC0-1.0",
    "collection": "Counted",
    "intended_use": "Testing",
    "known_gaps": "It is not real",
    "sensitive_attributes": [],
}


def begin_upload(registry: RealInstallation, token: str, body: bytes) -> socket.socket:
    """Send the head and half of the body, and leave it at that."""
    connection = socket.create_connection(("127.0.0.1", registry.port))
    head = (
        "POST /api/v1/projects/credit/artifacts HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body[: len(body) // 2])
    return connection


def finish_upload(upload: socket.socket, body: bytes) -> None:
    """Send the other half; it is taken."""
    upload.sendall(body[len(body) // 2 :])
    answer = http.client.HTTPResponse(upload)
    answer.begin()
    assert (answer.status, b"sha256:" in answer.read()) == (201, True)


def token_of(registry: RealInstallation) -> str:
    import httpx

    body = {"username": "root", "password": PASSWORD}
    answer = httpx.post(f"{registry.url}/api/v1/login", json=body, trust_env=False)
    token: str = answer.json()["token"]
    return token


def make_project(client: Client) -> None:
    client.projects.create("credit", title="Credit", risk_tier="high")


def grant_everything(client: Client) -> None:
    client.members.set_roles("credit", "root", ["owner", "contributor"])


def until(condition: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def processes_of(registry: RealInstallation) -> list[int]:
    """Server, worker, OPA: everything in the server's session, and the OPA that it started."""
    assert registry.server is not None
    session = registry.server.pid
    found = [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if is_running(int(path.name)) and _session(path) == session
    ]
    opa = [line["pid"] for line in registry.logged() if line.get("message") == "opa_started"]
    return [*found, *opa]


def _session(path: Path) -> int:
    try:
        return int((path / "stat").read_text("utf-8").rpartition(")")[2].split()[3])
    except OSError:
        return 0


def test_an_upload_under_way_is_finished_and_new_connections_are_refused(tmp_path: Path) -> None:
    with real_installation(tmp_path) as registry:
        registry.start()
        with registry.log_in() as client:
            make_project(client)
            grant_everything(client)
        processes = processes_of(registry)
        assert len(processes) == 3
        body = bytes(range(256)) * 4096
        upload = begin_upload(registry, token_of(registry), body)
        idle = http.client.HTTPConnection("127.0.0.1", registry.port)
        idle.request("GET", "/-/live")
        assert idle.getresponse().read()
        time.sleep(0.5)

        assert registry.server is not None
        registry.server.terminate()
        until(registry.refuses_connections, 10)
        time.sleep(1)
        assert registry.server.poll() is None, "it waits for the upload"
        finish_upload(upload, body)
        assert registry.server.wait(timeout=30) == 0
        until(lambda: not any(map(is_running, processes)), 10)
        upload.close()
        idle.close()


def test_an_upload_that_does_not_end_is_cut_off_in_time(tmp_path: Path) -> None:
    with real_installation(tmp_path, MODELWARDEN_STOP_SECONDS="2") as registry:
        registry.start()
        with registry.log_in() as client:
            make_project(client)
            grant_everything(client)
        upload = begin_upload(registry, token_of(registry), b"x" * 100_000)
        time.sleep(0.5)
        began = time.monotonic()
        assert registry.stop() == 0
        assert 1.5 < time.monotonic() - began < 15
        assert upload.recv(100) == b""
        upload.close()
        assert "requests cut off" in {line["message"] for line in registry.logged()}
        assert list((tmp_path / "modelwarden-data" / "artifacts").glob("??/*")) == []


def begin_job(client: Client, directory: Path) -> str:
    """The id of a job that runs now, and will for some seconds."""
    table = directory / "table.csv"
    table.write_text("number,word\n" + "".join(f"{n},w{n % 7}\n" for n in range(200_000)), "utf-8")
    client.datasets.create("credit", "numbers")
    job = client.datasets.request_version("credit", "numbers", table, datasheet=SHEET)
    until(lambda: client.jobs.get(job.id).state == "running")
    return job.id


def test_a_job_under_way_is_finished(tmp_path: Path, database_url: str) -> None:
    with real_installation(tmp_path, MODELWARDEN_DATABASE_URL=database_url) as registry:
        registry.start()
        with registry.log_in() as client:
            make_project(client)
            grant_everything(client)
            job = begin_job(client, tmp_path)
        processes = processes_of(registry)
        assert registry.stop() == 0
        until(lambda: not any(map(is_running, processes)), 10)
        ended = [line for line in registry.logged() if line.get("job_id") == job]
        assert [line["message"] for line in ended] == ["job started", "job ended"]
        assert (ended[1]["state"], ended[1]["kind"], ended[1]["actor"]) == ("done", "profile_dataset", "root")


def test_a_job_that_takes_too_long_is_handed_back_and_done_by_the_next_worker(
    tmp_path: Path, database_url: str
) -> None:
    with real_installation(
        tmp_path, MODELWARDEN_DATABASE_URL=database_url, MODELWARDEN_STOP_SECONDS="0.2"
    ) as registry:
        registry.start()
        with registry.log_in() as client:
            make_project(client)
            grant_everything(client)
            job = begin_job(client, tmp_path)
        processes = processes_of(registry)
        assert registry.stop() == 0
        until(lambda: not any(map(is_running, processes)), 10)
        states = [line.get("state", "") for line in registry.logged() if line.get("message") == "job ended"]
        assert states == ["handed_back"]
        assert "job handed back" in {line["message"] for line in registry.logged()}
        registry.start()
        with registry.log_in() as client:
            found = client.jobs.wait(job, timeout=60)
            assert found.state == "done"
            assert len(client.datasets.list_versions("credit", "numbers")) == 1
        assert registry.stop() == 0
