"""Real processes lose each other, their database and their keys, say so, and find each other again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fire.load import MODEL
from tests.fire.outages import Installation, clock_off, gone, hanging, spoilt, until
from tests.fire.processes import Processes

pytestmark = [pytest.mark.database, pytest.mark.long]

_MANY = 400


def test_opa_killed_comes_back(installation: Installation, ready: str) -> None:
    assert ready
    before = installation.processes.opa_pid()
    assert installation.processes.kill("opa")
    until(lambda: installation.processes.opa_pid() not in {None, before}, "another OPA")
    installation.becomes("gate", "sound")


def test_opa_hanging(installation: Installation, ready: str) -> None:
    with hanging(installation.processes) as first:
        problem = installation.refuses(ready)
        assert (problem["code"], problem["reason"]) == ("gate_unavailable", "opa_timeout")
        installation.is_told("gate")
    log = [
        json.loads(line) for line in installation.processes.log.read_text().splitlines() if line[:1] == "{"
    ]
    assert "opa_timeout" in [one.get("reason") for one in log]
    installation.becomes("gate", "sound")
    assert installation.processes.opa_pid() not in {None, first}


def test_the_database_is_gone(installation: Installation, ready: str) -> None:
    with gone(installation):
        problem = installation.refuses(ready)
        assert problem["code"] == "database_unavailable"
        assert "Nothing was changed" in problem["detail"]
        assert "modelwarden doctor" in problem["remedy"]
        if installation.postgres:  # A locked SQLite is read still, and is not gone.
            installation.is_told("database")
    installation.becomes("database", "sound")
    installation.becomes("worker", "sound")
    with installation.client("emil") as emil:  # The worker takes jobs again, too.
        assert emil.jobs.wait(emil.versions.request_scan(MODEL, 1).id, timeout=60).state == "done"
    sign_again(installation, ready)


def sign_again(installation: Installation, promotion: str) -> None:
    """What was scanned again is new evidence, so the signature has fallen."""
    with installation.client("rita") as rita, installation.client("emil") as emil:
        seen = emil.promotions.check(promotion)
        rita.promotions.review(seen, role="risk_reviewer", verdict="approve", meaning="Seen again.")


def test_the_worker_is_dead(installation: Installation, ready: str) -> None:
    """Promotions need no worker; jobs wait for one."""
    installation.processes.kill("worker")
    with installation.client("emil") as emil:
        waiting = emil.versions.request_scan(MODEL, 1)
        installation.is_told("worker", "silent for")
        assert "modelwarden worker" in installation.doctor("worker")["remedy"]
        assert emil.jobs.get(waiting.id).state == "queued"
        installation.processes.start("worker")
        assert emil.jobs.wait(waiting.id, timeout=60).state == "done"
    sign_again(installation, ready)


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
    """What runs signs nothing, and what is started ends at once, saying which key it is."""
    keys = installation.processes.directory / "data" / "keys"
    kept = (keys / "attestation.key.pem").read_bytes()
    with spoilt(keys / "attestation.key.pem", what):
        problem = installation.refuses(ready)
        assert (problem["code"], problem["reason"]) == ("signing", "key_unavailable")
        assert str(keys) in problem["title"]
        installation.is_told("keys", "attestation.key.pem")
        for process in ("serve", "--no-worker"), ("worker",):
            failed = installation.processes.run(*process)
            assert failed.returncode == 1
            assert str(keys) in failed.stderr
            assert "To do: " in failed.stderr
    assert (keys / "attestation.key.pem").read_bytes() == kept
    installation.becomes("keys", "doubtful")  # They are development keys.


def test_all_keys_are_gone(installation: Installation, ready: str) -> None:
    """New ones would verify nothing of what is there, so none are made."""
    keys = installation.processes.directory / "data" / "keys"
    hidden = keys.rename(keys.with_name("hidden"))
    try:
        assert installation.refuses(ready)["reason"] == "key_unavailable"
        installation.is_told("keys")
        failed = installation.processes.run("serve", "--no-worker")
        assert (failed.returncode, "Restore" in failed.stderr, keys.exists()) == (1, True, False)
    finally:
        hidden.rename(keys)
    installation.becomes("keys", "doubtful")


def test_the_disk_of_the_database_is_full(installation: Installation, ready: str) -> None:
    with installation.disk.full():
        fill_what_is_reserved(installation, ready)
        problem = installation.refuses(ready)
        assert problem["code"] == "database_unavailable"
        assert "full" in problem["detail"] or "No space left" in problem["detail"], problem
        installation.is_told("database", "No space left")
    installation.becomes("database", "sound")
    installation.becomes("storage", "sound")


def fill_what_is_reserved(installation: Installation, promotion: str) -> None:
    """Decide until even the room that the database had set aside for itself is used up."""
    for _ in range(_MANY):
        answer = installation.ask(promotion, "checks")
        if answer.status_code == 503:
            return
        assert answer.status_code in {200, 201}, answer.text
    raise AssertionError("it never ran out of room")


def test_the_clock_was_set_back(installation: Installation, ready: str) -> None:
    """What has expired would come back to life, so nothing is decided."""
    with clock_off(installation, -3600):
        problem = installation.refuses(ready)
        assert (problem["code"], problem["reason"]) == ("gate_unavailable", "clock_behind")
        assert "clock" in problem["remedy"]
        installation.is_told("time", "newest event")
    installation.becomes("time", "sound")
    installation.becomes("worker", "sound")


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
