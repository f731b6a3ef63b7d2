"""Checks, policies and uses of evidence as people read them: real evidence, a real bundle, real OPA."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from registry.contract.models import VersionView
from registry.db.evidence import EvidenceRow
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import NotFoundError
from registry.domain.evidence_kinds import EvidenceKind
from registry.domain.ids import new_id
from registry.evidence.requests import EvidenceResult
from registry.gate.library import read_policies
from registry.services.bundles import BuiltBundle, active_bundle, publish_bundle
from registry.services.checks import trace_check, view_check
from registry.services.context import Actor, open_unit
from registry.services.drift import view_drifts
from registry.services.evidence import list_evidence
from registry.services.evidence_uses import view_uses
from registry.services.policies import view_pack, view_policies, view_rule
from registry.services.policy_revisions import changes_between, list_revisions, view_changes
from registry.services.project_policies import view_project_policies
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]

Evaluated = Callable[[Actor, Credit, list[EvidenceResult]], VersionView]
PROJECT = "retail-credit"


@pytest.fixture
def refused(
    journey: Journey,
    people: People,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Evaluated,
) -> UUID:
    """A request of a model that treats the young worse."""
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    return UUID(journey.open(people.emil, 1).request.id)


def test_a_check_tells_its_findings_with_the_rego_that_decided(
    journey: Journey, people: People, refused: UUID
) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        check = view_check(context, refused, "FAIR-001")
    assert check.status == "violated"
    assert check.findings
    assert {finding.rule_id for finding in check.findings} == {"FAIR-001"}
    assert check.rule
    assert "package modelwarden.rules.fairness.demographic_parity" in check.rule.source
    assert check.rule.rule.controls[0].framework == "EU AI Act"
    assert check.params["fairness.parity_ratio_min"]["value"] == {"num": 4, "den": 5}
    assert check.in_force


def test_the_trace_is_opas_own_and_measures_what_the_decision_says(
    journey: Journey, people: People, refused: UUID
) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        check = view_check(context, refused, "FAIR-001")
        fails = trace_check(context, refused, "FAIR-001", "fails")
        full = trace_check(context, refused, "FAIR-001", "full")
    failing = {one["observed"] for one in fails.readings if not one["ok"]}
    assert {finding.observed for finding in check.findings} <= failing
    assert fails.readings == full.readings
    assert "modelwarden/rules/fairness/demographic_parity.rego:" in fails.trace
    assert "Fail " in fails.trace
    assert len(full.trace.splitlines()) > len(fails.trace.splitlines())
    assert fails.command.startswith("opa eval --bundle bundle.tar.gz --input input.json")


def test_a_rule_that_the_decision_does_not_know_is_not_there(
    journey: Journey, people: People, refused: UUID
) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        with pytest.raises(NotFoundError):
            view_check(context, refused, "FAIR-999")
        with pytest.raises(NotFoundError):
            trace_check(context, refused, "FAIR-999", "fails")


def test_the_policies_are_those_of_the_bundle_in_force(journey: Journey, people: People) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        held = view_policies(context)
        assert held.bundle == active_bundle(context).sha256
        assert view_pack(context, "core").rules["VAL-001"] == "deny"
        rule = view_rule(context, "VAL-001")
        with pytest.raises(NotFoundError):
            view_pack(context, "no-such-pack")
        with pytest.raises(NotFoundError):
            view_rule(context, "FAIR-999")
    assert {pack.name for pack in held.packs} >= {"core", "fairness", "eu_ai_act_high_risk"}
    assert rule.rule in held.rules
    assert rule.rule.packs["core"] == "deny"
    by_name = {parameter.name: parameter for parameter in held.parameters}
    assert by_name["evidence.assurance_min"].tiers == {"high": "reproduced"}


def test_parameters_are_resolved_by_the_gate_for_the_project_as_it_is_now(
    journey: Journey, people: People, refused: UUID
) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        found = view_project_policies(context, PROJECT)
        used = view_check(context, refused, "FAIR-001").params
    in_force = {one.name: one for one in found.parameters}
    assert found.known
    assert "core" in found.packs
    for name, one in used.items():
        assert (in_force[name].value, in_force[name].source) == (one["value"], one["source"])


def test_before_the_gate_was_asked_nothing_is_resolved(journey: Journey, people: People) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        found = view_project_policies(context, PROJECT)
    assert (found.known, found.parameters) == (False, [])


def test_evidence_tells_the_decisions_and_checks_that_rest_on_it(
    journey: Journey, people: People, refused: UUID
) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        digests = {one.kind: one.digest for one in list_evidence(context, MODEL, 1)}
        uses = view_uses(context, digests["fairness"])
    assert uses.verified
    assert uses.signed_by
    (use,) = uses.decisions
    assert (use.promotion, use.latest, use.outcome) == (str(refused), True, "deny")
    statuses = {check.rule_id: check.status for check in use.checks}
    assert statuses["FAIR-001"] == "violated"
    assert "SCAN-001" not in statuses


@pytest.mark.usefixtures("refused")
def test_a_signature_under_something_else_verifies_nothing(journey: Journey, people: People) -> None:
    with open_unit(journey.platform, people.emil) as context:
        rows = {row.kind: row for row in context.session.exec(select(EvidenceRow))}
        fair, measured = rows[EvidenceKind.FAIRNESS], rows[EvidenceKind.PERFORMANCE]
        changed = json.loads(fair.content) | {"produced_at": "2026-11-21T08:00:01.000Z"}
        forgeries: list[dict[str, Any]] = [
            {"content": canonical_json(changed)},
            {"content": fair.content + b" "},
            {"content": canonical_json(changed | {"produced_by": "rita"}), "envelope": measured.envelope},
        ]
        digests = [fair.digest]
        for forged in forgeries:
            digests.append(digest_bytes(forged["content"]))
            new = forged | {"id": new_id(), "digest": digests[-1]}
            context.session.add(EvidenceRow(**fair.model_dump() | new))
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        told = [view_uses(context, digest).verified for digest in digests]
    assert told == [True, False, False, False]


def test_evaluation_data_is_compared_with_the_training_data(
    journey: Journey, people: People, refused: UUID
) -> None:
    del refused
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        digests = {one.kind: one.digest for one in list_evidence(context, MODEL, 1)}
        drifts = view_drifts(context, digests["data_profile"]).drifts
        others = view_drifts(context, digests["fairness"]).drifts
    assert others == []
    assert drifts[0].reference_kind == "training"
    income = next(one for one in drifts[0].columns if one.name == "income")
    assert income.distance is not None
    assert income.by_chance is not None
    # Both tables were drawn from one source.
    assert income.distance < 3 * income.by_chance
    assert drifts[0].only_here == ["score", "young"]


def test_a_bundle_tells_what_it_changed(journey: Journey, people: People) -> None:
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        bundle = active_bundle(context)
        first = view_changes(context, bundle.sha256)
        before = read_policies(bundle.archive)
        assert [one.bundle for one in list_revisions(context).revisions] == [bundle.sha256]
    assert (first.since, first.changes) == (None, [])
    data = json.loads(json.dumps(before.data))
    data["params"]["defaults"]["fairness.parity_ratio_min"]["value"] = {"num": 9, "den": 10}
    del data["catalog"]["FAIR-002"]
    module = "modelwarden/rules/fairness/demographic_parity.rego"
    after = type(before)(before.library, data, before.modules | {module: before.modules[module] + "# more\n"})
    changes = {(one.kind, one.name): one for one in changes_between(before, after)}
    assert changes["rule", "FAIR-002"].what == "removed"
    raised = changes["parameter", "fairness.parity_ratio_min"]
    assert (raised.field, raised.before, raised.after) == (
        "value",
        {"num": 4, "den": 5},
        {"num": 9, "den": 10},
    )
    assert "+# more" in changes["module", module].after
    assert len(changes) == 3


def test_the_bundle_before_is_the_one_published_before(journey: Journey, people: People) -> None:
    with open_unit(journey.platform, people.rita) as context:
        old = active_bundle(context)
        before, revision = old.sha256, old.revision.replace("@2026.11.0+", "@2026.11.9+")
        fresh = BuiltBundle(revision, "sha256:" + "b" * 64, old.key_id, old.archive)
        assert publish_bundle(context, fresh)
    with open_unit(journey.platform, people.rita, read_only=True) as context:
        changed = view_changes(context, fresh.sha256)
        states = [(one.bundle, one.in_force) for one in list_revisions(context).revisions]
    assert changed.since
    assert changed.since.bundle == before
    assert changed.changes == []
    assert states == [(fresh.sha256, True), (before, False)]
