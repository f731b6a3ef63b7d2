"""The doctor says what is wrong and what to do, and takes no error for health."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.commands.doctor import app
from registry.commands.machine import machine_examinations
from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.domain.errors import StorageError
from registry.gate.binary import PINNED, cached_binary
from registry.trust.keys import KeyStore


def test_a_missing_opa_fails_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    answer = CliRunner().invoke(app)
    (line,) = (line for line in answer.output.splitlines() if line.split()[1:2] == ["OPA"])
    assert answer.exit_code == 1
    assert line.startswith("failed")
    assert "modelwarden opa install" in line


def test_json_has_the_same_in_a_form_for_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    answer = CliRunner().invoke(app, ["--json"])
    document = json.loads(answer.output)
    opa = next(entry for entry in document["diagnoses"] if entry["subject"] == "OPA")
    assert (answer.exit_code, document["sound"], opa["health"]) == (1, False, "failed")


def test_this_machine_is_fit_to_run_the_tests(tmp_path: Path) -> None:
    opa = cached_binary(tmp_path)
    opa.parent.mkdir(parents=True)
    opa.write_text(f"#!/bin/sh\necho 'Version: {PINNED}'\n", "utf-8")
    opa.chmod(0o755)
    failed = [
        found for e in machine_examinations(cache=tmp_path) if (found := e.diagnose()).health is Health.FAILED
    ]
    assert failed == []


def test_an_error_with_a_remedy_becomes_a_failure_with_it() -> None:
    def examine() -> Diagnosis:
        raise StorageError("No room.", why="The disk is full.", remedy="Free some.")

    expected = Diagnosis("storage", Health.FAILED, "No room. The disk is full.", "Free some.")
    assert Examination("storage", examine).diagnose() == expected


def test_an_error_nobody_foresaw_is_a_failure_too() -> None:
    def examine() -> Diagnosis:
        raise ZeroDivisionError("division by zero")

    found = Examination("keys", examine).diagnose()
    assert found.health is Health.FAILED
    assert "ZeroDivisionError: division by zero" in found.finding


def test_a_database_that_is_away_hides_no_other_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeyStore.open(tmp_path / "keys", create=True)
    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MODELWARDEN_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = CliRunner().invoke(app, ["--json"])
    found = {one["subject"]: one for one in json.loads(answer.output)["diagnoses"]}
    assert (answer.exit_code, found["database"]["health"]) == (1, "failed")
    assert found["database"]["remedy"].startswith("Start the database")
    assert (found["storage"]["health"], found["keys"]["health"]) == ("sound", "doubtful")
    for part in ("schema", "time", "gate", "worker"):
        assert (found[part]["health"], found[part]["remedy"]) == ("failed", "Mend the database first.")
