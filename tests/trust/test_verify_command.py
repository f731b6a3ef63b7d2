"""`modelwarden verify`: what it takes, what it prints, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from registry.commands.verify import app
from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.signers import public_pem
from tests.trust.directory import build_dossier, write_dossier
from tests.trust.documents import DECISION_ID, Case, event_lines

Save = Callable[[str, bytes], Path]
Verify = Callable[..., Result]


@pytest.fixture(scope="module")
def verify() -> Verify:
    """The command as the CLI mounts it, beside another one."""
    main = typer.Typer()
    main.add_typer(app, name="verify")
    main.command("other")(lambda: None)
    runner = CliRunner(env={"COLUMNS": "200"})
    return lambda *arguments: runner.invoke(main, ["verify", *map(str, arguments)])


def _report(result: Result) -> dict[str, str]:
    """The kind, and the verdict of each check."""
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    return {"kind": document["kind"]} | {step["name"]: step["verdict"] for step in document["steps"]}


def test_a_sealed_report_verifies_under_its_root_with_options_on_either_side(
    verify: Verify, report: bytes, keystore: KeyStore, saved: Save
) -> None:
    pdf = saved("report.pdf", seal_pdf(report, keystore, reason="x"))
    root = saved("root.pem", keystore.public_bundle()["root.pem"])
    for arguments in ((pdf, "--root", root, "--json"), ("--json", "--root", root, pdf)):
        result = verify(*arguments)
        assert result.exit_code == 0
        document = json.loads(result.stdout)
        assert (document["kind"], document["passed"]) == ("sealed PDF", True)
        assert {step["verdict"] for step in document["steps"]} == {"passed"}


def test_the_table_says_what_was_checked_and_that_identity_was_not(
    verify: Verify, report: bytes, keystore: KeyStore, saved: Save
) -> None:
    result = verify(saved("report.pdf", seal_pdf(report, keystore, reason="x")))
    assert result.exit_code == 0
    assert "byte coverage" in result.stdout
    assert "integrity only, not identity" in result.stdout
    assert "Verified." in result.stdout
    assert "0 failed" in result.stdout


def test_a_failure_ends_with_1_and_says_so(verify: Verify, report: bytes, saved: Save) -> None:
    result = verify(saved("report.pdf", report))
    assert result.exit_code == 1
    assert "FAIL" in result.stdout
    assert "NOT verified." in result.stdout


def test_an_attestation_needs_a_key(
    verify: Verify, keystore: KeyStore, stranger: KeyStore, saved: Save
) -> None:
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "credit/2", "digest": {"sha256": "1a" * 32}}],
        "predicateType": "urn:test",
        "predicate": {},
    }
    path = saved("a.json", canonical_json(keystore.signer("attestation").sign_statement(statement)))
    ours, theirs = (
        saved(name, public_pem(store.signer("attestation").public_key))
        for name, store in (("ours.pem", keystore), ("theirs.pem", stranger))
    )
    assert verify(path).exit_code == 1
    assert verify(path, "--key", theirs).exit_code == 1
    assert verify(path, "--key", ours).exit_code == 0
    assert verify(path, "--key", theirs, "--key", ours).exit_code == 0


def test_evidence_is_known_by_its_name(verify: Verify, case: Case, saved: Save) -> None:
    digest, data = next(iter(case.evidence.items()))
    assert verify(saved(f"{digest[7:]}.json", data)).exit_code == 0
    assert verify(saved(f"evidence-{digest[7:]}.json", data)).exit_code == 0
    assert verify(saved("scan.json", data)).exit_code == 1
    assert verify(saved(f"{'0' * 64}.json", data)).exit_code == 1
    spaced = data.replace(b'","', b'", "', 1)
    assert verify(saved(f"{digest[7:]}.json", spaced)).exit_code == 1


def test_evidence_of_another_shape_fails(verify: Verify, saved: Save, case: Case) -> None:
    document = {**json.loads(next(iter(case.evidence.values()))), "verdict": "fair"}
    data = canonical_json(document)
    result = verify(saved(f"{digest_bytes(data)[7:]}.json", data), "--json")
    failed = [step for step in json.loads(result.stdout)["steps"] if step["verdict"] == "failed"]
    assert [step["name"] for step in failed] == ["schema"]
    assert "verdict" in failed[0]["detail"]


def test_a_log_is_checked_from_its_first_event(verify: Verify, saved: Save) -> None:
    assert verify(saved("events.jsonl", b"".join(event_lines(3)))).exit_code == 0
    assert verify(saved("events.jsonl", b"".join(event_lines(3)[1:]))).exit_code == 1
    assert verify(saved("events.jsonl", b"")).exit_code == 1


def test_a_directory_and_one_decision_of_it_replay_on_the_installed_opa(
    verify: Verify, keystore: KeyStore, tmp_path: Path
) -> None:
    write_dossier(tmp_path, build_dossier(keystore), keystore.public_bundle())
    whole, one = (
        _report(verify(path, "--json")) for path in (tmp_path, tmp_path / "decisions" / DECISION_ID)
    )
    assert (whole["kind"], whole["replay"]) == ("dossier", "passed")
    assert (whole["logged"], one["logged"]) == ("passed", "not_checked")
    assert (one["kind"], one["replay"]) == ("decision", "passed")
    assert one["evidence"] == one["bundle signature"] == "not_checked"


@pytest.mark.parametrize("name", ["nothing", "notes.txt", "list.json", "empty"])
def test_what_cannot_be_verified_is_an_error_with_a_remedy(verify: Verify, saved: Save, name: str) -> None:
    path = saved("notes.txt", b"notes").parent
    saved("list.json", b"[]")
    (path / "empty").mkdir()
    result = verify(path / name)
    assert result.exit_code == 1
    assert "Error:" in result.stderr
    assert "To do: Give a sealed PDF" in result.stderr


@pytest.mark.parametrize("option", ["--root", "--key"])
@pytest.mark.parametrize("name", ["nothing", "notes.txt"])
def test_a_bad_root_or_key_is_an_error(verify: Verify, saved: Save, option: str, name: str) -> None:
    path = saved("notes.txt", b"notes")
    result = verify(path, option, path.parent / name)
    assert result.exit_code == 1
    assert "Error:" in result.stderr
