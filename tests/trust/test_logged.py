"""Decisions are held to the audit log, and that to a sealed report: what is made up or left out is found."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.dossier import verify_dossier
from registry.trust.verification.steps import Verdict, VerificationStep
from tests.trust.directory import failures, rewrite_summary
from tests.trust.documents import DECISION_ID, applied_event, chained, made_event, opened_event
from tests.trust.rendering import render_report

FORGED = "0198a3c5-ffff-7f02-a1d4-2c9f6e5b8d31"
OTHER_REQUEST = "0198a3c5-ffff-7c41-9d3e-6b0f5d2a7c10"
DECISIONS = ("events.jsonl", "decisions")
LOGGED = (f"decisions/{FORGED}", "logged")

Json = dict[str, Any]


def read(path: Path) -> Json:
    document: Json = json.loads(path.read_bytes())
    return document


def forge(directory: Path, context: VerifierContext) -> Json:
    """Add a decision that nobody made, whole and replayable, with its summary line; its provenance."""
    made, forged = directory / "decisions" / DECISION_ID, directory / "decisions" / FORGED
    shutil.copytree(made, forged)
    gate_input = read(made / "input.json")
    gate_input["request"]["id"] = OTHER_REQUEST
    gate_input["contributors"] = ["nobody"]
    (forged / "input.json").write_bytes(canonical_json(gate_input))
    assert context.replay is not None
    (forged / "decision.json").write_bytes(context.replay([forged / "bundle.tar.gz"], forged / "input.json"))
    provenance = read(made / "provenance.json") | {
        "input_digest": digest_bytes((forged / "input.json").read_bytes()),
        "decision_digest": digest_bytes((forged / "decision.json").read_bytes()),
    }
    (forged / "provenance.json").write_bytes(canonical_json(provenance))
    summary = read(directory / "summary.json")
    summary["versions"].append(summary["versions"][0] | {"decision_id": FORGED})
    (directory / "summary.json").write_text(json.dumps(summary))
    return provenance


def append(directory: Path, *events: Json) -> None:
    """Chain events on to the log, as anybody can who has the file."""
    path = directory / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, *chained(events, after=lines)]))


def rechain(directory: Path, changes: dict[str, Json | None]) -> None:
    """Put other members into the events of these actions, or drop them, and chain the whole log anew."""
    path = directory / "events.jsonl"
    events = [json.loads(line) for line in path.read_bytes().splitlines()]
    for event in events:
        del event["previous"], event["seq"]
    kept = [event | (changes.get(event["action"], {}) or {}) for event in events if _kept(event, changes)]
    path.write_bytes(b"".join(chained(kept)))


def _kept(event: Json, changes: dict[str, Json | None]) -> bool:
    return changes.get(event["action"], {}) is not None


def reseal(directory: Path, keystore: KeyStore) -> None:
    """A sealed report about the decision that lies here, with the whole log as it now is."""
    made = directory / "decisions" / DECISION_ID
    attached = {
        name: (made / name).read_bytes() for name in ("input.json", "decision.json", "provenance.json")
    }
    attached |= {f"evidence-{path.name}": path.read_bytes() for path in directory.glob("evidence/*.json")}
    attached["events.jsonl"] = (directory / "events.jsonl").read_bytes()
    pdf = seal_pdf(render_report(attached), keystore, reason="Audit report")
    (directory / "reports/audit_report.pdf").write_bytes(pdf)
    rewrite_summary(directory)


def step_of(directory: Path, context: VerifierContext, subject: str, name: str) -> VerificationStep:
    steps = verify_dossier(directory, context)
    (step,) = (step for step in steps if (step.subject, step.name) == (subject, name))
    return step


def test_a_decision_that_the_log_does_not_tell_of_is_found(directory: Path, context: VerifierContext) -> None:
    forge(directory, context)
    assert failures(verify_dossier(directory, context)) == {LOGGED}


def test_a_decision_that_was_written_into_the_log_afterwards_is_found(
    directory: Path, context: VerifierContext
) -> None:
    provenance = forge(directory, context)
    made = made_event(provenance, FORGED, promotion=OTHER_REQUEST)
    append(directory, opened_event(OTHER_REQUEST), made)
    assert failures(verify_dossier(directory, context)) == {LOGGED}
    assert "nothing signed vouches for it" in step_of(directory, context, *LOGGED).detail


def test_a_decision_under_the_event_of_another_is_found(directory: Path, context: VerifierContext) -> None:
    forge(directory, context)
    shutil.rmtree(directory / "decisions" / DECISION_ID)
    (directory / "decisions" / FORGED).rename(directory / "decisions" / DECISION_ID)
    failed = failures(verify_dossier(directory, context))
    assert (f"decisions/{DECISION_ID}", "logged") in failed
    detail = step_of(directory, context, f"decisions/{DECISION_ID}", "logged").detail
    assert detail.startswith("its input is ")


@pytest.mark.parametrize("member", ["outcome", "input", "decision", "policy", "bundle"])
def test_a_decision_that_the_log_tells_otherwise_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore, member: str
) -> None:
    provenance = read(directory / "decisions" / DECISION_ID / "provenance.json")
    details = made_event(provenance)["details"] | {member: "another"}
    rechain(directory, {"decision.made": {"details": details}})
    reseal(directory, keystore)
    assert failures(verify_dossier(directory, context)) == {(f"decisions/{DECISION_ID}", "logged")}


def test_a_decision_of_another_request_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    rechain(directory, {"decision.made": {"promotion": OTHER_REQUEST}})
    reseal(directory, keystore)
    assert failures(verify_dossier(directory, context)) == {(f"decisions/{DECISION_ID}", "logged")}


def test_one_decision_told_twice_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    append(directory, made_event(read(directory / "decisions" / DECISION_ID / "provenance.json")))
    reseal(directory, keystore)
    assert failures(verify_dossier(directory, context)) == {(f"decisions/{DECISION_ID}", "logged")}


@pytest.mark.parametrize(
    "opened", [True, False], ids=["of the same model", "of a request that nobody opened"]
)
def test_a_refused_decision_that_was_left_out_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore, *, opened: bool
) -> None:
    provenance = read(directory / "decisions" / DECISION_ID / "provenance.json")
    refused = made_event(provenance, FORGED, promotion=OTHER_REQUEST)
    refused["details"] = refused["details"] | {"outcome": "deny"}
    append(directory, *([opened_event(OTHER_REQUEST)] if opened else []), refused)
    reseal(directory, keystore)
    assert failures(verify_dossier(directory, context)) == {DECISIONS}
    assert f"decision {FORGED} (deny, line" in step_of(directory, context, *DECISIONS).detail


def test_a_request_keeps_the_model_that_it_was_opened_for(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    provenance = read(directory / "decisions" / DECISION_ID / "provenance.json")
    append(directory, made_event(provenance, FORGED))
    reseal(directory, keystore)
    append(directory, opened_event(model="fraud"))
    assert failures(verify_dossier(directory, context)) == {DECISIONS}


def test_decisions_on_other_models_are_counted_as_not_checked(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    provenance = read(directory / "decisions" / DECISION_ID / "provenance.json")
    made = made_event(provenance, FORGED, promotion=OTHER_REQUEST)
    applied = applied_event("sha256:" + "9f" * 32, OTHER_REQUEST)
    append(directory, opened_event(OTHER_REQUEST, "fraud"), made, applied)
    reseal(directory, keystore)
    step = step_of(directory, context, "events.jsonl", "other models")
    assert step.verdict is Verdict.NOT_CHECKED
    assert step.detail.endswith("1 decisions that are not here, on other models: fraud")
    assert not failures(verify_dossier(directory, context))


def test_an_applied_decision_that_was_left_out_with_its_attestation_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore
) -> None:
    append(directory, applied_event("sha256:" + "9f" * 32))
    reseal(directory, keystore)
    assert failures(verify_dossier(directory, context)) == {("attestations", "promotions attested")}
    detail = step_of(directory, context, "attestations", "promotions attested").detail
    assert f"the applied decision sha256:{'9f' * 32} is not here" in detail


def test_a_log_without_the_event_of_a_decision_does_not_pass_for_another_one(
    directory: Path, context: VerifierContext
) -> None:
    rechain(directory, {"decision.made": None})
    assert failures(verify_dossier(directory, context)) == {
        (f"decisions/{DECISION_ID}", "logged"),
        ("reports/audit_report.pdf", "same as here"),
    }


def test_events_after_the_seal_are_counted_as_not_checked(directory: Path, context: VerifierContext) -> None:
    append(directory, {"action": "step.7"}, {"action": "step.8"})
    steps = verify_dossier(directory, context)
    assert not failures(steps)
    unsigned = functools.partial(step_of, directory, context, "events.jsonl")
    assert unsigned("events after the seal").verdict is Verdict.NOT_CHECKED
    assert unsigned("events after the seal").detail == "nothing signed vouches for the 2 events after line 6"
    assert "line 6" in unsigned("sealed events").detail
