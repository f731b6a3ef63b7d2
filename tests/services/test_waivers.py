"""Waivers: they count once somebody else has approved them, for what they name, and for a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from registry.contract.models import VersionView
from registry.contract.promotions import AskWaiver
from registry.domain.clock import rfc3339
from registry.domain.errors import ForbiddenError, InvalidInputError, SeparationOfDutiesError
from registry.evidence.requests import EvidenceResult
from registry.services.context import Actor, open_unit
from registry.services.platform import Platform
from registry.services.waivers import approve_waiver, ask_waiver, revoke_waiver
from tests.conftest import START
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def asked(days: int, rule_id: str = "FAIR-001") -> AskWaiver:
    return AskWaiver(
        model=MODEL,
        environment="production",
        rule_id=rule_id,
        reason="A legal duty that the model must follow",
        compensating_controls="Every rejection of the group is looked at by an underwriter.",
        expires_at=rfc3339(START + timedelta(days=days)),
    )


@pytest.fixture
def refused(
    people: People,
    journey: Journey,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
) -> str:
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    return journey.open(people.emil, 1).request.id


def violated(people: People, journey: Journey, promotion: str) -> set[str]:
    decision = journey.look(people.emil, promotion).decision
    assert decision is not None
    return {finding.rule_id for finding in decision.document.violations}


def test_an_approved_waiver_moves_a_finding_and_never_hides_it(
    platform: Platform, people: People, journey: Journey, refused: str
) -> None:
    before = violated(people, journey, refused)
    assert "FAIR-001" in before
    with open_unit(platform, people.emil) as context:
        waiver = ask_waiver(context, asked(days=20))
    assert violated(people, journey, refused) == before
    with open_unit(platform, people.rita) as context:
        approve_waiver(context, UUID(waiver.id))
    with open_unit(platform, people.leo) as context:
        approve_waiver(context, UUID(waiver.id))
    journey.work_off()
    assert violated(people, journey, refused) == before - {"FAIR-001"}
    decision = journey.look(people.emil, refused).decision
    assert decision is not None
    assert {(f.rule_id, tuple(f.waiver_ids)) for f in decision.document.waived} == {
        ("FAIR-001", (waiver.id,))
    }

    with open_unit(platform, people.emil) as context:
        revoke_waiver(context, UUID(waiver.id))
    journey.work_off()
    assert violated(people, journey, refused) == before


def test_nobody_approves_their_own(platform: Platform, people: People, refused: str) -> None:
    assert refused
    with open_unit(platform, people.emil) as context:
        waiver = ask_waiver(context, asked(days=20))
    with (
        pytest.raises((ForbiddenError, SeparationOfDutiesError)),
        open_unit(platform, people.emil) as context,
    ):
        approve_waiver(context, UUID(waiver.id))


def test_one_that_would_have_expired_is_not_taken(platform: Platform, people: People, refused: str) -> None:
    assert refused
    with (
        pytest.raises(InvalidInputError, match="expired already"),
        open_unit(platform, people.emil) as context,
    ):
        ask_waiver(context, asked(days=-1))
