"""What makes an answer a decision. The answers are a real OPA's, made wrong by its policies or afterwards."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import GateUnavailableError
from registry.gate.bundle import Bundle
from registry.gate.client import GateClient
from registry.gate.errors import (
    MalformedDecisionError,
    OpaVersionError,
    PolicyEvaluationError,
    RevisionMismatchError,
    UndefinedDecisionError,
)
from registry.gate.input_document import Question
from registry.gate.verdict import judge
from tests.gate.parts import Ask, Eventually

Answer = dict[str, Any]
Change = Callable[[Answer], object]


def test_a_decision_is_what_opa_said_and_where_it_came_from(
    ready_client: GateClient, tiny_bundle: Bundle, question: Ask
) -> None:
    asked = question(owner="")

    answer = ready_client.decide(asked, expected_revision=tiny_bundle.revision)
    provenance = answer.provenance(bundle_sha256=tiny_bundle.sha256, bundle_key_id=tiny_bundle.key_id)

    assert answer.decision.outcome == "deny"
    assert [finding.rule_id for finding in answer.decision.violations] == ["OWN-001"]
    assert canonical_json(json.loads(answer.decision_bytes)) == answer.decision_bytes
    assert provenance.decision_digest == digest_bytes(answer.decision_bytes)
    assert provenance.input_digest == digest_bytes(asked)
    assert provenance.opa_version.count(".") == 2
    assert provenance.policy_revision == tiny_bundle.revision
    assert len(provenance.opa_decision_id) == 36


@pytest.mark.parametrize(
    ("fault", "error", "why"),
    [
        ("undefined", UndefinedDecisionError, "data.modelwarden.gate.decision is undefined"),
        ("builtin error", PolicyEvaluationError, "to_number: strconv.ParseFloat"),
        ("another request", MalformedDecisionError, "about another request"),
        ("another version", MalformedDecisionError, "about another target"),
        ("another clock", MalformedDecisionError, "about another clock"),
        ("extra field", MalformedDecisionError, "At extra"),
        ("allow anyway", MalformedDecisionError, "its parts make deny"),
        ("allow only", MalformedDecisionError, "its outcome is deny, and allow is True"),
    ],
)
def test_policies_that_go_wrong_refuse(
    ready_client: GateClient, tiny_bundle: Bundle, question: Ask, fault: str, error: type[Exception], why: str
) -> None:
    asked = question(owner="", runbook=fault)

    with pytest.raises(GateUnavailableError) as refused:
        ready_client.decide(asked, expected_revision=tiny_bundle.revision)

    assert type(refused.value) is error
    assert why in refused.value.why
    assert refused.value.what
    assert refused.value.remedy


def test_another_revision_refuses(ready_client: GateClient, tiny_bundle: Bundle, question: Ask) -> None:
    with pytest.raises(RevisionMismatchError) as refused:
        ready_client.decide(question(), expected_revision="modelwarden@1.0.0+0000000000000000")

    assert f"It has {tiny_bundle.revision}" in refused.value.why


def test_without_a_bundle_there_is_no_decision(
    client: GateClient, question: Ask, eventually: Eventually
) -> None:
    eventually(lambda: client.health().reachable)

    with pytest.raises(UndefinedDecisionError) as refused:
        client.decide(question(), expected_revision="modelwarden@1.0.0+0")

    assert "no policies loaded yet" in refused.value.why


@pytest.fixture
def real_answer(ready_client: GateClient, question: Ask) -> Answer:
    path = "/data/modelwarden/gate/decision?provenance=true"
    status, body = ready_client._exchange("POST", path, b'{"input":' + question() + b"}", seconds=5)
    assert status == 200
    answer: Answer = json.loads(body)
    return answer


def _finding(rule_id: str) -> Answer:
    text = dict.fromkeys(("title", "msg", "observed", "threshold", "solution"), "x")
    return {**text, "rule_id": rule_id, "severity": "low", "evidence": [], "controls": []}


def _obligation(**changes: object) -> Answer:
    owed = {"type": "approval", "role": "risk_reviewer", "required": 1, "given": 0, "by": [], "met": False}
    return {**owed, "title": "x", **changes}


_CONFIG_ERROR = {"rule_id": "OWN-001", "reason": "x", "pointer": "/x"}


def _status(answer: Answer, status: str) -> None:
    answer["result"]["evaluated"]["OWN-001"] = status
    answer["result"]["rules"]["OWN-001"]["status"] = status


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda a: a.pop("result"), UndefinedDecisionError),
        (lambda a: a.pop("decision_id"), MalformedDecisionError),
        (lambda a: a.update(decision_id=""), MalformedDecisionError),
        (lambda a: a.update(decision_id=7), MalformedDecisionError),
        (lambda a: a.pop("provenance"), OpaVersionError),
        (lambda a: a["provenance"].update(version="1.20.0"), OpaVersionError),
        (lambda a: a["provenance"].update(version="latest"), OpaVersionError),
        (lambda a: a["provenance"].pop("bundles"), RevisionMismatchError),
        (lambda a: a["provenance"]["bundles"].update(modelwarden={}), RevisionMismatchError),
        (lambda a: a["provenance"]["bundles"]["modelwarden"].update(revision=""), RevisionMismatchError),
        (lambda a: a["result"].pop("violations"), MalformedDecisionError),
        (lambda a: a["result"].update(allow="true"), MalformedDecisionError),
        (lambda a: a["result"].update(allow=1), MalformedDecisionError),
        (lambda a: a["result"].update(outcome="deny", allow=False), MalformedDecisionError),
        (lambda a: a["result"]["config_errors"].append(_CONFIG_ERROR), MalformedDecisionError),
        (lambda a: a["result"]["violations"].append(_finding("OWN-001")), MalformedDecisionError),
        (lambda a: a["result"]["obligations"].append(_obligation()), MalformedDecisionError),
        (lambda a: a["result"]["obligations"].append(_obligation(met=True)), MalformedDecisionError),
        (lambda a: a["result"]["evaluated"].update({"OWN-002": "passed"}), MalformedDecisionError),
        (lambda a: a["result"].update(evaluated={}, rules={}), MalformedDecisionError),
        (lambda a: _status(a, "violated"), MalformedDecisionError),
        (lambda a: _status(a, "no_evidence"), MalformedDecisionError),
        (lambda a: _status(a, "waived"), MalformedDecisionError),
        (lambda a: _status(a, "warned"), MalformedDecisionError),
        (lambda a: a["result"]["params_used"]["own.limit"].update(value=2**60), MalformedDecisionError),
        (lambda a: a["result"]["params_used"]["own.limit"].update(value="\ud800"), MalformedDecisionError),
        (lambda a: a["result"].update(risk_tier="\ud800"), MalformedDecisionError),
    ],
)
def test_an_answer_that_was_altered_refuses(
    change: Change, error: type[Exception], real_answer: Answer, tiny_bundle: Bundle, question: Ask
) -> None:
    asked = Question.read(question())
    untouched = json.dumps(real_answer).encode()
    assert judge(200, untouched, question=asked, expected_revision=tiny_bundle.revision).decision.allow

    altered = copy.deepcopy(real_answer)
    change(altered)

    with pytest.raises(GateUnavailableError) as refused:
        judge(200, json.dumps(altered).encode(), question=asked, expected_revision=tiny_bundle.revision)
    assert type(refused.value) is error


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b'"allow": true', b'"allow": false, "allow": true'),
        (b'"decision_id":', b'"metrics": NaN, "decision_id":'),
        (b'"decision_id":', b'"metrics": Infinity, "decision_id":'),
    ],
)
def test_an_answer_that_readers_could_read_differently_refuses(
    part: bytes, other: bytes, real_answer: Answer, tiny_bundle: Bundle, question: Ask
) -> None:
    body = json.dumps(real_answer).encode()
    assert part in body

    with pytest.raises(MalformedDecisionError, match="not JSON that can be relied on"):
        judge(
            200,
            body.replace(part, other, 1),
            question=Question.read(question()),
            expected_revision=tiny_bundle.revision,
        )


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda a: a["result"]["obligations"].append(_obligation(given=1, met=True)), "allow"),
        (lambda a: a["result"]["obligations"].append(_obligation()), "needs_approval"),
        (lambda a: a["result"]["violations"].append(_finding("OWN-001")), "deny"),
        (lambda a: a["result"]["config_errors"].append(_CONFIG_ERROR), "error"),
    ],
)
def test_each_outcome_with_what_makes_it_is_a_decision(
    change: Change, outcome: str, real_answer: Answer, tiny_bundle: Bundle, question: Ask
) -> None:
    change(real_answer)
    real_answer["result"].update(outcome=outcome, allow=outcome == "allow")
    asked = Question.read(question())

    answer = judge(
        200, json.dumps(real_answer).encode(), question=asked, expected_revision=tiny_bundle.revision
    )

    assert answer.decision.outcome == outcome
