"""Model cards: the sealed one is about a version that is here, the others say what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registry.commands.verify import _render
from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.dossier import verify_dossier
from registry.trust.verification.steps import Verdict
from tests.reports.sample import model_card_input
from tests.trust.directory import Dossier, failures
from tests.trust.documents import DECISION_ID, chained
from tests.trust.rendering import render_report

CARD = ("reports/model_card.pdf", "same as here")
NO_CARD = {CARD, ("reports/model_card.pdf", "model card")}

Json = dict[str, Any]


@pytest.fixture
def card(dossier: Dossier) -> Json:
    """A whole card of the version that the directory is about."""
    case = dossier.case
    gate_input, provenance = json.loads(case.input), json.loads(case.provenance)
    document = model_card_input().to_json()
    summary = {"id": DECISION_ID, "decision_digest": provenance["decision_digest"]}
    return document | {
        "model": gate_input["model"],
        "version": gate_input["version"],
        "lineage": gate_input["lineage"],
        "evidence": {digest: json.loads(data) for digest, data in case.evidence.items()},
        "decision": document["decision"] | summary,
    }


@pytest.fixture
def rendering(context: VerifierContext) -> VerifierContext:
    """Renders cards again, too."""
    return replace(context, render=_render)


def seal(directory: Path, keystore: KeyStore, card: Mapping[str, Any]) -> bytes:
    """Put the sealed card into the directory, and its JSON beside it."""
    data = canonical_json(dict(card))
    pdf = seal_pdf(render_report({"model_card.json": data}), keystore, reason="Model card")
    (directory / "reports/model_card.pdf").write_bytes(pdf)
    (directory / "reports/model_card.json").write_bytes(data)
    return data


def write_forms(directory: Path, data: bytes) -> None:
    for suffix, form in _render(data).items():
        (directory / f"reports/model_card{suffix}").write_bytes(form)


def test_a_card_of_a_version_decided_on_here_passes_in_all_its_forms(
    directory: Path, rendering: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    write_forms(directory, seal(directory, keystore, card))
    steps = verify_dossier(directory, rendering)
    assert not failures(steps)
    forms = {step.subject: step.verdict for step in steps if step.name == "same as sealed"}
    assert forms == {f"reports/model_card.{suffix}": Verdict.PASSED for suffix in ("html", "json", "md")}


@pytest.mark.parametrize(
    ("member", "changes", "told"),
    [
        ("model", {"name": "fraud"}, "it is about fraud/2"),
        ("version", {"number": 3}, "it is about credit/3"),
        ("version", {"digest": "sha256:" + "0" * 64}, "it is about credit/2 sha256:0000"),
        ("decision", {"id": "0198a3c5-ffff"}, "0198a3c5-ffff, is not here"),
        ("decision", {"id": "../outside"}, "is not here"),
        ("decision", {"decision_digest": "sha256:" + "0" * 64}, "is not here"),
    ],
)
def test_a_sealed_card_of_something_else_is_found(
    directory: Path,
    context: VerifierContext,
    keystore: KeyStore,
    card: Json,
    member: str,
    changes: Json,
    told: str,
) -> None:
    seal(directory, keystore, card | {member: card[member] | changes})
    steps = verify_dossier(directory, context)
    assert failures(steps) == {CARD}
    assert any(told in step.detail for step in steps if (step.subject, step.name) == CARD)


def test_a_sealed_card_with_other_evidence_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    first, *_ = sorted(card["evidence"])
    other = card["evidence"][first] | {"produced_by": "somebody"}
    seal(directory, keystore, card | {"evidence": card["evidence"] | {first: other}})
    assert failures(verify_dossier(directory, context)) == {
        *NO_CARD,
        ("reports/model_card.json", "same as sealed"),
    }
    elsewhere = {digest_bytes(canonical_json(other)): other}
    seal(directory, keystore, card | {"evidence": card["evidence"] | elsewhere})
    assert failures(verify_dossier(directory, context)) == {CARD}


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"schema":"modelwarden.model_card/v1"}', b"{ }"])
def test_a_sealed_card_that_is_none_is_found(
    directory: Path, context: VerifierContext, keystore: KeyStore, data: bytes
) -> None:
    pdf = seal_pdf(render_report({"model_card.json": data}), keystore, reason="Model card")
    (directory / "reports/model_card.pdf").write_bytes(pdf)
    assert failures(verify_dossier(directory, context)) == NO_CARD


def test_a_card_before_any_decision_may_say_so(
    directory: Path, context: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    seal(directory, keystore, card | {"decision": None})
    assert not failures(verify_dossier(directory, context))


@pytest.mark.parametrize("suffix", ["html", "json", "md"])
def test_a_changed_form_is_found(
    directory: Path, rendering: VerifierContext, keystore: KeyStore, card: Json, suffix: str
) -> None:
    write_forms(directory, seal(directory, keystore, card))
    path = directory / f"reports/model_card.{suffix}"
    path.write_bytes(path.read_bytes().replace(b"credit scoring", b"everything else"))
    assert failures(verify_dossier(directory, rendering)) == {(f"reports/{path.name}", "same as sealed")}


@pytest.mark.parametrize("suffix", ["html", "json", "md"])
def test_a_form_whose_sealed_card_was_taken_away_is_found(
    directory: Path, rendering: VerifierContext, keystore: KeyStore, card: Json, suffix: str
) -> None:
    write_forms(directory, seal(directory, keystore, card))
    (directory / "reports/model_card.pdf").unlink()
    assert (f"reports/model_card.{suffix}", "same as sealed") in failures(
        verify_dossier(directory, rendering)
    )


def test_a_form_beside_a_card_that_is_sealed_by_somebody_else_is_found(
    directory: Path, context: VerifierContext, stranger: KeyStore, card: Json
) -> None:
    seal(directory, stranger, card)
    assert failures(verify_dossier(directory, context)) == {
        ("reports/model_card.pdf", "certificate chain"),
        ("reports/model_card.json", "same as sealed"),
    }


def test_a_card_that_no_renderer_survives_is_no_pass(
    directory: Path, context: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    def collapse(_: bytes) -> dict[str, bytes]:
        raise ZeroDivisionError

    write_forms(directory, seal(directory, keystore, card))
    assert failures(verify_dossier(directory, replace(context, render=collapse))) == {
        ("reports/model_card.html", "same as sealed"),
        ("reports/model_card.md", "same as sealed"),
    }


def test_who_cannot_render_is_told_that_forms_were_not_checked(
    directory: Path, context: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    write_forms(directory, seal(directory, keystore, card))
    steps = verify_dossier(directory, context)
    unchecked = {step.subject for step in steps if step.name == "same as sealed" and not step.passed}
    assert unchecked == {"reports/model_card.html", "reports/model_card.md"}
    assert not failures(steps)


def test_a_form_of_another_release_is_not_checked_if_the_log_tells_of_it(
    directory: Path, rendering: VerifierContext, keystore: KeyStore, card: Json
) -> None:
    seal(directory, keystore, card)
    (directory / "reports/model_card.md").write_bytes(b"# As another release would write it")
    assert ("reports/model_card.md", "same as sealed") in failures(verify_dossier(directory, rendering))
    details = {"kind": "model_card_markdown", "sha256": digest_bytes(b"# As another release would write it")}
    log = directory / "events.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(
        b"".join([*lines, *chained([{"action": "report.created", "details": details}], after=lines)])
    )
    steps = verify_dossier(directory, rendering)
    assert not failures(steps)
    (step,) = (step for step in steps if step.subject == "reports/model_card.md")
    assert step.verdict is Verdict.NOT_CHECKED
