"""Real processes lose each other, their database and their keys, say so, and find each other again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelwarden.client import Client
from modelwarden.errors import ServerError
from modelwarden.objects.promotions import Promotion
from registry.services.invariants import check_invariants
from tests.fire.load import MODEL, Load, credit_files
from tests.fire.processes import Processes, processes
from tests.postgres import PostgresServer, running_postgres_server

pytestmark = [pytest.mark.database, pytest.mark.long]


@dataclass
class Installation:
    """Processes, a request that lacks nothing any more, and PostgreSQL where there is one."""

    processes: Processes
    load: Load
    postgres: PostgresServer | None

    def open_ready(self) -> Promotion:
        """A request of version 1 that the gate would allow."""
        with self.client("emil") as emil, self.client("rita") as rita:
            asked = emil.promotions.open(MODEL, 1, environment="production", reason="outage")
            return rita.promotions.review(asked, role="risk_reviewer", verdict="approve", meaning="Seen.")

    def client(self, name: str) -> Client:
        return Client(self.load.url, self.load.tokens[name])

    def doctor(self, part: str) -> dict[str, str]:
        """What `modelwarden doctor` says of a part."""
        done = self.processes.run("doctor", "--json")
        found: list[dict[str, str]] = json.loads(done.stdout)["diagnoses"]
        return next(one for one in found if one["subject"] == part)

    def champion(self) -> int:
        """How often the alias of production has moved."""
        with self.client("emil") as emil:
            return sum(move.alias == "champion" for move in emil.aliases.history(MODEL))

    def becomes(self, part: str, health: str, seconds: float = 60) -> None:
        """Wait until `/-/health` says so of a part."""
        until(lambda: self.processes.part(part) == health, f"{part} {health}", seconds)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    directory = tmp_path_factory.mktemp("mw")
    with (
        running_postgres_server() if request.param == "postgresql" else nullcontext() as postgres,
        processes(
            directory,
            postgres.url if postgres else None,
            job_lease="5",
            opa_deadline="3",
            database_lock_seconds="2",
            database_pool_seconds="3",
        ) as running,
    ):
        load = Load(running.url, credit_files(directory / "files"))
        load.set_up()
        yield Installation(running, load, postgres)
        platform = running.platform()
        assert check_invariants(platform).violations == ()
        platform.engine.dispose()


@pytest.fixture
def ready(installation: Installation) -> Iterator[str]:
    """A request that the gate would allow; in the end, with nobody's help, it is applied, once."""
    promotion = installation.open_ready()
    assert promotion.state == "ready"
    moved = installation.champion()
    yield promotion.id
    installation.processes.wait_until_sound(60)
    with installation.client("emil") as emil:
        assert emil.promotions.apply(promotion.id).state == "applied"
    assert installation.champion() == moved + 1


def until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"it never came true: {what}"
        time.sleep(0.2)


def refusal(installation: Installation, promotion: str) -> ServerError:
    """The error of an apply that is not served."""
    with installation.client("emil") as emil, pytest.raises(ServerError) as caught:
        emil.promotions.apply(promotion)
    assert (caught.value.status, bool(caught.value.why), bool(caught.value.remedy)) == (503, True, True)
    return caught.value


def test_opa_killed_comes_back(installation: Installation, ready: str) -> None:
    assert ready
    before = installation.processes.opa_pid()
    assert installation.processes.kill("opa")
    until(lambda: installation.processes.opa_pid() not in {None, before}, "another OPA")
    installation.becomes("gate", "sound")


def test_opa_hanging(installation: Installation, ready: str) -> None:
    with hanging(installation.processes) as first:
        assert refusal(installation, ready).code == "gate_unavailable"
        assert installation.processes.part("gate") == "failed"
        assert installation.doctor("gate")["health"] == "failed"
    log = [
        json.loads(line) for line in installation.processes.log.read_text().splitlines() if line[:1] == "{"
    ]
    assert "opa_timeout" in [one.get("reason") for one in log]
    installation.becomes("gate", "sound")
    assert installation.processes.opa_pid() not in {None, first}


@contextmanager
def hanging(running: Processes) -> Iterator[int]:
    """OPA is stopped in its tracks, and so is any that takes its place meanwhile; nobody lets it go on."""
    first, ended = running.opa_pid(), threading.Event()
    assert first is not None

    def hold() -> None:
        while not ended.wait(0.1):
            if (pid := running.opa_pid()) is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)

    os.kill(first, signal.SIGSTOP)
    holder = threading.Thread(target=hold)
    holder.start()
    try:
        yield first
    finally:
        ended.set()
        holder.join()


def test_the_database_is_gone(installation: Installation, ready: str) -> None:
    with gone(installation):
        error = refusal(installation, ready)
        assert error.code == "database_unavailable"
        assert "modelwarden doctor" in error.remedy
        assert installation.processes.part("database") in {
            "failed",
            "sound",
        }  # A locked SQLite is read still.
        if installation.postgres:
            assert installation.processes.part("database") == "failed"
            assert installation.doctor("database")["health"] == "failed"
    installation.becomes("database", "sound")
    installation.becomes("worker", "sound")
    with installation.client("emil") as emil:  # The worker takes jobs again, too.
        assert emil.jobs.wait(emil.versions.request_scan(MODEL, 1).id, timeout=60).state == "done"
    with installation.client("rita") as rita, installation.client("emil") as emil:
        # What was scanned again is new evidence, so the signature has fallen.
        seen = emil.promotions.check(ready)
        rita.promotions.review(seen, role="risk_reviewer", verdict="approve", meaning="Seen again.")


@contextmanager
def gone(installation: Installation) -> Iterator[None]:
    """PostgreSQL is stopped; SQLite's file is held by somebody who writes and does not end."""
    if installation.postgres:
        installation.postgres.stop()
        try:
            yield
        finally:
            installation.postgres.start()
    else:
        holder = sqlite3.connect(installation.processes.directory / "data" / "modelwarden.sqlite")
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.close()


def test_the_worker_is_dead(installation: Installation, ready: str) -> None:
    """Promotions need no worker; jobs wait for one."""
    assert ready
    installation.processes.kill("worker")
    with installation.client("emil") as emil:
        waiting = emil.versions.request_scan(MODEL, 2)
        installation.becomes("worker", "failed")
        assert emil.jobs.get(waiting.id).state == "queued"
        found = installation.doctor("worker")
        assert (found["health"], "modelwarden worker" in found["remedy"]) == ("failed", True)
        installation.processes.start("worker")
        assert emil.jobs.wait(waiting.id, timeout=60).state == "done"


def test_the_web_server_is_dead_and_the_worker_keeps_opa_going(
    installation: Installation, ready: str
) -> None:
    assert ready
    installation.processes.kill("web")
    until(lambda: installation.processes.opa_pid() is not None, "the worker's OPA")
    installation.processes.start("web")
    installation.becomes("gate", "sound")


@pytest.mark.parametrize("what", ["missing", "damaged", "open to others"])
def test_a_signing_key_is_not_to_be_had(installation: Installation, ready: str, what: str) -> None:
    """Nothing is served without it; what runs already has it in memory."""
    assert ready
    key = installation.processes.directory / "data" / "keys" / "attestation.key.pem"
    kept = key.read_bytes()
    with spoilt(key, what):
        installation.processes.kill("web")
        failed = installation.processes.run("serve", "--no-worker")
        assert failed.returncode == 1
        assert str(key.parent) in failed.stderr
        assert "To do: " in failed.stderr
        assert installation.doctor("keys")["health"] == "failed"
    assert key.read_bytes() == kept
    installation.processes.start("web")
    installation.processes.wait_until_sound()


@contextmanager
def spoilt(key: Path, what: str) -> Iterator[None]:
    """The key as it should not be, and as it was again at the end."""
    kept = key.read_bytes()
    match what:
        case "missing":
            key.unlink()
        case "damaged":
            key.write_bytes(kept[: len(kept) // 2])
        case _:
            key.chmod(0o644)
    yield
    key.write_bytes(kept)
    key.chmod(0o600)


def test_a_server_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    """`serve` runs a worker of its own; the next `serve` must not find the old one still taking jobs."""
    made = Processes(tmp_path)
    made.prepare()
    made.start("all")
    try:
        made.wait_until_sound()
        made.kill("all")
        until(lambda: not workers(tmp_path), "no worker", 10)
    finally:
        made.running["all"].kill()


def workers(directory: Path) -> list[int]:
    """Worker processes of the installation in this directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                ours = str(directory).encode() in (entry / "environ").read_bytes()
                if ours and b"registry.commands.worker" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
