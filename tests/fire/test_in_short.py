"""The short family, in every test run: what goes away in the middle of things, and kills under load."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing

import pytest

from tests.fire.campaign import Plan, attack
from tests.fire.load import MODEL
from tests.fire.outages import Installation, gone, halfway, spoilt

pytestmark = pytest.mark.database


def test_the_database_goes_away_in_the_middle_of_an_apply(installation: Installation, ready: str) -> None:
    """PostgreSQL is stopped, and SQLite's disk is full before it can commit."""
    if not (installation.postgres or installation.disk.is_mounted):
        pytest.skip("needs the right to mount")
    empty_log(installation)
    with ExitStack() as outage:
        with halfway(installation, ready) as going:
            taken = gone(installation) if installation.postgres else installation.disk.full()
            outage.enter_context(taken)
        problem = going.result()
        assert problem["code"] == "database_unavailable"
        assert "Nothing was changed" in problem["detail"]
        installation.is_shown("database")
    installation.becomes("database", "sound")
    installation.becomes("worker", "sound")
    with installation.client("emil") as emil:
        assert emil.promotions.get(ready).state == "ready"


def empty_log(installation: Installation) -> None:
    """Give SQLite's write-ahead log back, so that a commit needs room on the disk."""
    if installation.postgres is None:
        with closing(sqlite3.connect(installation.database_file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_opa_is_killed_in_the_middle_of_an_apply(installation: Installation, ready: str) -> None:
    with halfway(installation, ready) as going:
        installation.processes.kill("opa")
        problem = going.result()
    assert (problem["code"], problem["reason"]) == ("gate_unavailable", "opa_unreachable")
    installation.becomes("gate", "sound")
    with installation.client("emil") as emil:
        assert emil.promotions.get(ready).state == "ready"


def test_a_file_of_the_version_is_gone(installation: Installation, ready: str) -> None:
    with installation.client("emil") as emil:
        digest = emil.versions.get(MODEL, 1).files[0].sha256.removeprefix("sha256:")
    blob = installation.processes.directory / "data" / "artifacts" / digest[:2] / digest
    hidden = blob.rename(blob.with_suffix(".hidden"))
    try:
        problem = installation.refuses(ready)
    finally:
        hidden.rename(blob)
    assert problem["code"] == "blob_missing"
    assert digest in problem["detail"]


def test_a_signing_key_is_taken_away_while_everything_runs(installation: Installation, ready: str) -> None:
    key = installation.processes.directory / "data" / "keys" / "attestation.key.pem"
    with spoilt(key, "missing"):
        problem = installation.refuses(ready)
        assert (problem["code"], problem["reason"]) == ("signing", "key_unavailable")
        assert str(key) in problem["title"]
        installation.is_shown("keys", key.name)
    installation.becomes("keys", "doubtful")  # They are development keys.


def test_three_kills_under_load_break_nothing(installation: Installation) -> None:
    """The campaign in short: `make campaign` is the long one."""
    plan = Plan(kills=3, seed=3, clients=4, check_every=1, pause=(0.2, 1.0), ahead=1)
    report = attack(installation.processes, installation.load, plan)
    assert report["kills"] == {"total": 3, "web": 1, "worker": 1, "opa": 1} | {
        "during_start": report["kills"]["during_start"]
    }
    assert report["operations"]["succeeded"] > 0
    broken = {name: report[name] for name in ("violations", "broken_promises", "jobs_not_ended", "faults")}
    assert not any(broken.values()), broken
