"""A whole directory: it passes with a real replay, and each change is found where it was made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from registry.domain.canonical import canonical_json, digest_bytes
from registry.gate.bundle import sign_content
from registry.trust.keys import KeyStore
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.dossier import verify_dossier
from registry.trust.verification.steps import Verdict, VerificationStep
from tests.trust.directory import build_bundle, failures
from tests.trust.documents import DECISION_ID

DECISION = f"decisions/{DECISION_ID}"
REPORT = "reports/audit_report.pdf"
PROMOTIONS = ("attestations", "promotions attested")
LOGGED = (DECISION, "logged")


def _not_checked(steps: Iterable[VerificationStep]) -> set[str]:
    return {step.name for step in steps if step.verdict is Verdict.NOT_CHECKED}


def test_the_directory_passes_and_its_decision_replays(directory: Path, context: VerifierContext) -> None:
    steps = verify_dossier(directory, context)
    assert [step.name for step in steps if not step.passed] == ["inputs"]  # None lie in this small directory.
    assert {step.name for step in steps} >= {"replay", "bundle signature", "policy bundle", "event chain"}
    assert {step.subject.split("/")[0] for step in steps} == {
        "summary.json",
        "evidence",
        "decisions",
        "attestations",
        "reports",
        "events.jsonl",
        "inputs",
        "keys",
    }


def test_what_the_verifier_did_not_bring_is_said(directory: Path) -> None:
    steps = verify_dossier(directory, VerifierContext())
    assert not failures(steps)
    assert _not_checked(steps) == {"replay", "identity", "identity of keys", "inputs"}


def test_swapped_evidence_is_found_in_both_files_and_in_the_decision(
    directory: Path, context: VerifierContext
) -> None:
    one, other = sorted((directory / "evidence").iterdir())
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert failures(verify_dossier(directory, context)) == {
        (f"evidence/{one.name}", "evidence"),
        (f"evidence/{other.name}", "evidence"),
        (DECISION, "figures"),
    }


def test_a_changed_figure_in_evidence_is_found(directory: Path, context: VerifierContext) -> None:
    (profile,) = (path for path in (directory / "evidence").iterdir() if b"duplicate" in path.read_bytes())
    profile.write_bytes(profile.read_bytes().replace(b'"duplicate_rows":3', b'"duplicate_rows":0'))
    assert failures(verify_dossier(directory, context)) == {
        (f"evidence/{profile.name}", "evidence"),
        (DECISION, "figures"),
        (REPORT, "same as here"),
    }


def test_missing_evidence_is_found(directory: Path, context: VerifierContext) -> None:
    next((directory / "evidence").iterdir()).unlink()
    assert failures(verify_dossier(directory, context)) == {
        ("summary.json", "evidence listed"),
        (DECISION, "evidence used"),
        (DECISION, "figures"),
        (REPORT, "same as here"),
    }


def test_a_changed_event_is_found(directory: Path, context: VerifierContext) -> None:
    path = directory / "events.jsonl"
    path.write_bytes(path.read_bytes().replace(b"step.2", b"step.X"))
    assert failures(verify_dossier(directory, context)) == {
        ("events.jsonl", "event chain"),
        (REPORT, "same as here"),
    }


def test_a_dropped_event_is_found(directory: Path, context: VerifierContext) -> None:
    path = directory / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert failures(verify_dossier(directory, context)) == {
        ("events.jsonl", "event chain"),
        (REPORT, "same as here"),
    }


def test_a_log_that_was_cut_off_is_found_by_the_sealed_report(
    directory: Path, context: VerifierContext
) -> None:
    path = directory / "events.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert failures(verify_dossier(directory, context)) == {(REPORT, "same as here")}


def test_a_missing_log_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / "events.jsonl").unlink()
    assert ("events.jsonl", "event chain") in failures(verify_dossier(directory, context))


def _forge_decision(directory: Path) -> None:
    """Change the answer, and make every digest that nobody signed fit again."""
    decision = json.loads((directory / DECISION / "decision.json").read_bytes())
    decision["packs"] = ["none"]
    forged = canonical_json(decision)
    provenance = json.loads((directory / DECISION / "provenance.json").read_bytes())
    provenance["decision_digest"] = digest_bytes(forged)
    (directory / DECISION / "decision.json").write_bytes(forged)
    (directory / DECISION / "provenance.json").write_bytes(canonical_json(provenance))


def test_a_forged_decision_is_found_by_the_replay_and_the_sealed_report(
    directory: Path, context: VerifierContext
) -> None:
    _forge_decision(directory)
    assert failures(verify_dossier(directory, context)) == {
        LOGGED,
        (DECISION, "replay"),
        PROMOTIONS,
        (REPORT, "same as here"),
    }


def test_a_changed_decision_is_found_by_its_digest(directory: Path, context: VerifierContext) -> None:
    path = directory / DECISION / "decision.json"
    path.write_bytes(path.read_bytes().replace(b'"packs":["core"]', b'"packs":["none"]'))
    assert failures(verify_dossier(directory, context)) == {
        (DECISION, "decision.json digest"),
        (DECISION, "replay"),
        PROMOTIONS,
        (REPORT, "same as here"),
    }


def test_another_bundle_is_found(directory: Path, context: VerifierContext, keystore: KeyStore) -> None:
    other = build_bundle(keystore, outcome="deny")
    (directory / DECISION / "bundle.tar.gz").write_bytes(other.archive)
    assert failures(verify_dossier(directory, context)) == {(DECISION, "policy bundle")}


def test_a_bundle_that_nobody_named_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    other = build_bundle(keystore, outcome="deny")
    (directory / DECISION / "extra.tar.gz").write_bytes(other.archive)
    assert failures(verify_dossier(directory, context)) == {(DECISION, "policy bundle")}


def test_a_bundle_signed_by_somebody_else_is_found(
    directory: Path, context: VerifierContext, stranger: KeyStore
) -> None:
    theirs = build_bundle(stranger)
    (directory / DECISION / "bundle.tar.gz").write_bytes(theirs.archive)
    path = directory / DECISION / "provenance.json"
    provenance = {**json.loads(path.read_bytes()), "bundle_sha256": theirs.sha256}
    path.write_bytes(canonical_json(provenance))
    assert failures(verify_dossier(directory, context)) == {
        LOGGED,
        (DECISION, "bundle signature"),
        (REPORT, "same as here"),
    }


def test_an_attestation_by_somebody_else_is_found(
    directory: Path, context: VerifierContext, stranger: KeyStore
) -> None:
    path = directory / "attestations/promotion.json"
    path.write_bytes(canonical_json(stranger.signer("attestation").sign_statement({"_type": "x"})))
    assert failures(verify_dossier(directory, context)) == {
        PROMOTIONS,
        ("attestations/promotion.json", "signature"),
        ("attestations/promotion.json", "statement"),
    }


def test_a_private_key_among_the_public_ones_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    (directory / "keys/seal.key.pem").write_bytes((keystore.directory / "seal.key.pem").read_bytes())
    assert failures(verify_dossier(directory, context)) == {("keys", "public keys")}


@pytest.mark.parametrize(
    ("member", "value"),
    [("outcome", "deny"), ("number", 3), ("digest", "sha256:" + "0" * 64), ("failing_rules", ["FAIR-001"])],
)
def test_a_summary_that_tells_another_story_is_found(
    directory: Path, context: VerifierContext, member: str, value: object
) -> None:
    path = directory / "summary.json"
    summary = json.loads(path.read_text())
    summary["versions"][0][member] = value
    path.write_text(json.dumps(summary))
    assert failures(verify_dossier(directory, context)) == {
        ("summary.json", f"listed: decision {DECISION_ID}")
    }


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/hostname"])
def test_a_summary_cannot_point_outside(directory: Path, context: VerifierContext, name: str) -> None:
    (directory.parent / "outside.pdf").write_bytes(b"x")
    path = directory / "summary.json"
    summary = json.loads(path.read_text())
    summary["reports"].append({"path": name, "sha256": digest_bytes(b"x")})
    path.write_text(json.dumps(summary))
    assert failures(verify_dossier(directory, context)) == {("summary.json", f"listed: {name}")}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"reports": []}', "{" * 100_000])
def test_a_summary_that_claims_nothing_is_a_failure(
    directory: Path, context: VerifierContext, text: str
) -> None:
    (directory / "summary.json").write_text(text)
    assert failures(verify_dossier(directory, context)) == {("", "summary")}


def test_a_decision_without_its_provenance_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / DECISION / "provenance.json").unlink()
    assert failures(verify_dossier(directory, context)) == {
        LOGGED,
        (DECISION, "documents"),
        (REPORT, "same as here"),
    }


def test_a_decision_that_opa_cannot_evaluate_is_a_failure(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    signer = keystore.signer("bundle")
    broken = sign_content({"gate.rego": b"package ("}, "1.0.0", signer)
    (directory / DECISION / "bundle.tar.gz").write_bytes(broken.archive)
    path = directory / DECISION / "provenance.json"
    named = {"bundle_sha256": broken.sha256, "policy_revision": broken.revision}
    path.write_bytes(canonical_json({**json.loads(path.read_bytes()), **named}))
    steps = verify_dossier(directory, context)
    assert failures(steps) == {LOGGED, (DECISION, "replay"), (REPORT, "same as here")}


def test_an_attestation_that_is_no_envelope_is_found(directory: Path, context: VerifierContext) -> None:
    (directory / "attestations/promotion.json").write_bytes(b"{}")
    assert failures(verify_dossier(directory, context)) == {
        PROMOTIONS,
        ("attestations/promotion.json", "envelope"),
    }


def test_an_attestation_about_another_version_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"digest": {"sha256": "0" * 64}, "name": "credit/1"}],
        "predicateType": "urn:test",
        "predicate": {},
    }
    envelope = keystore.signer("attestation").sign_statement(statement)
    (directory / "attestations/promotion.json").write_bytes(canonical_json(envelope))
    assert failures(verify_dossier(directory, context)) == {
        PROMOTIONS,
        ("attestations/promotion.json", "same as here"),
    }
