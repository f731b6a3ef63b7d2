"""While a promotion is applied, what the gate was asked about stays as it is: changes come after it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.people import SetRoles
from registry.contract.projects import ChangeProject
from registry.contract.promotions import AskWaiver
from registry.db.waivers import WaiverRow
from registry.services.context import Context, open_unit
from registry.services.evidence import declare_evidence
from registry.services.members import set_roles
from registry.services.platform import Platform
from registry.services.projects import change_project
from registry.services.promotions import find_promotion, hold_still
from registry.services.waivers import ask_waiver, list_waivers, revoke_waiver
from tests.services.journey import MODEL, PROJECT
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def revoke(context: Context) -> object:
    [waiver] = list_waivers(context, MODEL)
    return revoke_waiver(context, UUID(waiver.id))


def declare(context: Context) -> object:
    return declare_evidence(
        context, MODEL, 1, DeclareEvidence(kind="document", title="A note", statement="Read this.")
    )


def tighten(context: Context) -> object:
    return change_project(context, PROJECT, ChangeProject(parameters={"fairness.parity_ratio_min": "9/10"}))


def dismiss(context: Context) -> object:
    return set_roles(context, PROJECT, "rita", SetRoles(roles=[]))


CHANGES: dict[str, Callable[[Context], object]] = {
    "a waiver is revoked": revoke,
    "evidence is added": declare,
    "a parameter is changed": tighten,
    "a reviewer loses the role": dismiss,
}


def waive(platform: Platform, people: People) -> None:
    with open_unit(platform, people.emil) as context:
        asked = AskWaiver(
            model=MODEL,
            environment="production",
            rule_id="FAIR-001",
            reason="A reason",
            compensating_controls="Controls",
            expires_at="2026-12-01T00:00:00.000Z",
        )
        ask_waiver(context, asked)


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_meanwhile_waits(platform: Platform, people: People, waiting: str, name: str) -> None:
    waive(platform, people)
    ada = people.ada

    def change() -> object:
        with open_unit(platform, ada) as context:
            return CHANGES[name](context)

    with ThreadPoolExecutor(1) as pool:
        with open_unit(platform, people.emil) as context:
            hold_still(context, find_promotion(context, UUID(waiting), lock=True))
            changed = pool.submit(change)
            with pytest.raises(TimeoutError):
                changed.result(timeout=1.5)
        assert changed.result(timeout=20)


def test_what_was_read_before_it_was_held_is_read_again(
    platform: Platform, people: People, waiting: str
) -> None:
    if platform.engine.dialect.name == "sqlite":
        pytest.skip("Its writers come one after the other from their beginning.")
    waive(platform, people)
    ada = people.ada
    with open_unit(platform, people.emil) as context:
        promotion = find_promotion(context, UUID(waiting), lock=True)
        rows = list(context.session.exec(select(WaiverRow)))
        assert [row.revoked_at for row in rows] == [None]
        with open_unit(platform, ada) as other:
            revoke(other)
        hold_still(context, promotion)
        [told] = list_waivers(context, MODEL)
        assert told.revoked
        assert rows
