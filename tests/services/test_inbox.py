"""The inbox: what each person can move on, and what needs attention where they may read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from registry.contract.inbox import InboxView
from registry.contract.promotions import AskWaiver
from registry.domain.clock import rfc3339
from registry.domain.errors import ModelwardenError
from registry.services.bundles import BuiltBundle, publish_bundle
from registry.services.context import Actor, open_unit
from registry.services.inbox import read_inbox
from registry.services.jobs import claim_job, fail_job
from registry.services.platform import Platform
from registry.services.reports import request_model_card
from registry.services.waivers import approve_waiver, ask_waiver, revoke_waiver
from tests.conftest import Clock
from tests.services.journey import MODEL, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply

pytestmark = [pytest.mark.database, pytest.mark.slow]


def inbox_of(platform: Platform, actor: Actor) -> InboxView:
    with open_unit(platform, actor, read_only=True) as context:
        return read_inbox(context)


def kinds(platform: Platform, actor: Actor) -> list[str]:
    return [one.kind for one in inbox_of(platform, actor).attention]


def test_a_request_waits_for_those_who_can_move_it_on(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    assert [one.id for one in inbox_of(platform, people.rita).to_sign] == [waiting]
    assert inbox_of(platform, people.emil).to_sign == []
    journey.sign(people.rita, waiting, "risk_reviewer")
    assert inbox_of(platform, people.rita).to_sign == []
    assert [one.id for one in inbox_of(platform, people.leo).to_sign] == [waiting]
    journey.sign(people.leo, waiting, "legal_reviewer")
    assert [one.id for one in inbox_of(platform, people.emil).to_apply] == [waiting]
    decided = inbox_of(platform, people.otto).decided
    assert [one.outcome for one in decided] == ["allow", "needs_approval", "needs_approval"]
    assert {(one.promotion, one.model, one.version, one.environment) for one in decided} == {
        (waiting, MODEL, 1, "production")
    }
    assert not any(inbox_of(platform, people.olga).to_json().values())


def test_what_was_refused_waits_for_who_opened_it(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    assert [one.id for one in inbox_of(platform, people.emil).to_mend] == [waiting]
    ada = inbox_of(platform, people.ada)
    assert (ada.to_mend, [one.id for one in ada.refused]) == ([], [waiting])


def test_another_policy_since_a_version_went_to_production_is_told(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    sign_and_apply(platform, people, journey, waiting)
    assert kinds(platform, people.otto) == []
    with open_unit(platform, None) as context:
        newer = f"modelwarden@2099.1.0+{'0' * 16}"
        publish_bundle(context, BuiltBundle(newer, "sha256:" + "0" * 64, "k", b""))
    [told] = inbox_of(platform, people.otto).attention
    assert (told.kind, told.path) == ("not_judged_since", f"/models/{MODEL}/versions/1")
    assert newer in told.why
    assert kinds(platform, people.olga) == []


def test_a_waiver_that_ends_soon_is_told_until_it_has_ended(
    platform: Platform, people: People, waiting: str, clock: Clock
) -> None:
    assert waiting
    with open_unit(platform, people.emil) as context:
        asked = AskWaiver(
            model=MODEL,
            environment="production",
            rule_id="FAIR-001",
            reason="A small group",
            compensating_controls="A person looks",
            expires_at=rfc3339(clock.now + timedelta(days=20)),
        )
        waiver = UUID(ask_waiver(context, asked).id)
    clock.now += timedelta(days=7)
    assert kinds(platform, people.otto) == [], "nobody has approved it, so nothing ends"
    with open_unit(platform, people.rita) as context:
        approve_waiver(context, waiver)
    [told] = inbox_of(platform, people.otto).attention
    assert (told.kind, told.what) == ("waiver_expires", f"Waiver of FAIR-001 for {MODEL} in production")
    with open_unit(platform, people.rita) as context:
        revoke_waiver(context, waiver)
    assert kinds(platform, people.otto) == []


def test_a_job_that_failed_is_told_for_two_weeks(
    platform: Platform, people: People, waiting: str, clock: Clock
) -> None:
    assert waiting
    with open_unit(platform, people.emil) as context:
        job = UUID(request_model_card(context, MODEL, 1).id)
    with open_unit(platform, people.emil) as context:
        claim_job(context, job)
        fail_job(context, job, ModelwardenError("The card could not be made."))
    [told] = inbox_of(platform, people.otto).attention
    assert (told.kind, told.why, told.path) == ("job_failed", "The card could not be made.", f"/jobs/{job}")
    clock.now += timedelta(days=15)
    assert kinds(platform, people.otto) == []
