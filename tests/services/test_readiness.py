"""What the gate would say: the same as when a request is opened, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import select

from registry.contract.gate_input import GateInput
from registry.contract.readiness import ReadinessView
from registry.db.decisions import DecisionRow
from registry.db.events import EventRow
from registry.db.promotions import PromotionRow
from registry.domain.errors import ForbiddenError, GateUnavailableError, NotFoundError
from registry.gate.client import GateClient
from registry.gate.endpoint import HttpEndpoint
from registry.gate.input_document import Question
from registry.gate.verdict import GateAnswer
from registry.services.context import Actor, open_unit
from registry.services.platform import Platform
from registry.services.promotions import withdraw_promotion
from registry.services.readiness import judge_readiness
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply

pytestmark = [pytest.mark.database, pytest.mark.slow]


def ask(platform: Platform, actor: Actor, number: int = 1, environment: str = "production") -> ReadinessView:
    with open_unit(platform, actor, read_only=True) as context:
        return judge_readiness(context, MODEL, number, environment)


def counts(platform: Platform) -> list[int]:
    with open_unit(platform, None, read_only=True) as context:
        tables: list[Any] = [PromotionRow, DecisionRow, EventRow]
        return [context.session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_what_is_told_is_what_the_opened_request_is_told_and_nothing_is_kept(
    platform: Platform, people: People, journey: Journey, repaired: Credit
) -> None:
    journey.set_up(people.emil, repaired)
    journey.register(people.emil, repaired)
    before = counts(platform)
    found = ask(platform, people.emil)
    assert counts(platform) == before
    assert (found.request, found.current, found.judgement.outcome) == (None, None, "deny")

    decision = journey.open(people.emil, 1).decision
    assert decision is not None
    opened = decision.document
    assert found.judgement.evaluated == opened.evaluated
    told = [(one.rule_id, one.observed, one.solution) for one in found.judgement.violations]
    assert told == [(one.rule_id, one.observed, one.solution) for one in opened.violations]
    assert "VAL-001" in {rule for rule, status in opened.evaluated.items() if status == "no_evidence"}


def test_whoever_asks_is_told_as_if_they_had_opened_the_request(
    platform: Platform, people: People, journey: Journey, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_unit(platform, people.emil) as context:
        withdraw_promotion(context, UUID(waiting))
    asked: list[GateInput] = []
    ask_gate = GateClient.ask

    def listen(gate: GateClient, question: Question, *, expected_revision: str) -> GateAnswer:
        asked.append(question.document)
        return ask_gate(gate, question, expected_revision=expected_revision)

    monkeypatch.setattr(GateClient, "ask", listen)
    ask(platform, people.ada)
    assert asked[0].request.requested_by == people.ada.username
    journey.open(people.ada, 1)
    would_be, opened = asked
    assert would_be.contributors == opened.contributors
    assert people.ada.username in opened.contributors


def test_a_living_request_is_asked_about_with_its_reviews(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    assert ask(platform, people.otto).judgement.outcome == "needs_approval"
    journey.sign(people.rita, waiting, "risk_reviewer")
    found = ask(platform, people.otto)
    assert found.request == waiting
    assert {one.role: one.met for one in found.judgement.obligations}["risk_reviewer"]


def test_what_is_there_now_is_told(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    sign_and_apply(platform, people, journey, waiting)
    found = ask(platform, people.otto)
    assert (found.current, found.request, found.protected) == (1, None, True)


def test_whoever_may_not_read_the_project_is_told_nothing(
    platform: Platform, people: People, waiting: str
) -> None:
    assert waiting
    with pytest.raises((NotFoundError, ForbiddenError)):
        ask(platform, people.olga)
    with pytest.raises(NotFoundError):
        ask(platform, people.otto, environment="the-moon")
    with pytest.raises(NotFoundError):
        ask(platform, people.otto, number=9)


def test_without_a_gate_there_is_no_answer(platform: Platform, people: People, waiting: str) -> None:
    assert waiting
    away = replace(platform, gate=GateClient(HttpEndpoint(url="http://127.0.0.1:9"), seconds=1.0))
    with pytest.raises(GateUnavailableError):
        ask(away, people.otto)
