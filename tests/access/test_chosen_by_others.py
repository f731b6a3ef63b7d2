"""Who signs, and who is the second of two, is chosen by somebody else."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.contract.people import CreateToken, SetRoles
from registry.contract.promotions import BreakGlassReason, ConfirmBreakGlass
from registry.domain.errors import SeparationOfDutiesError
from registry.domain.roles import REVIEWING_ROLES, Action
from registry.services.access_explanation import explain_access
from registry.services.break_glass import ask_break_glass, confirm_break_glass
from registry.services.context import Actor, open_unit
from registry.services.inbox import read_inbox
from registry.services.members import get_member, set_roles
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.tokens import create_token
from registry.web.edge import as_id
from tests.access.furniture import PROJECT, REASON, Furniture, furnish
from tests.services.people import People

pytestmark = pytest.mark.database


def give(platform: Platform, by: Actor, username: str, *roles: str) -> None:
    with open_unit(platform, by) as context:
        set_roles(context, PROJECT, username, SetRoles.model_validate({"roles": [*roles]}))


def roles(platform: Platform, asking: Actor, username: str) -> list[str]:
    with open_unit(platform, asking, read_only=True) as context:
        return get_member(context, PROJECT, username).roles


def ask(made: Furniture, actor: Actor) -> str:
    """The digest that whoever confirms has to name."""
    with open_unit(made.platform, actor) as context:
        detail = ask_break_glass(context, as_id(made.promotions[1]), BreakGlassReason(reason=REASON))
    return detail.request.break_glass_digest or ""


def confirm(made: Furniture, actor: Actor, asked: str) -> str:
    with open_unit(made.platform, actor) as context:
        detail = confirm_break_glass(context, as_id(made.promotions[1]), ConfirmBreakGlass(asked=asked))
    return detail.request.state


@pytest.mark.parametrize("role", sorted(REVIEWING_ROLES))
def test_nobody_makes_themselves_a_reviewer(platform: Platform, people: People, role: str) -> None:
    for username, own in (("ada", ["owner"]), ("root", [])):
        actor = getattr(people, username)
        with pytest.raises(SeparationOfDutiesError, match="another owner"):
            give(platform, actor, username, "owner", role)
        assert roles(platform, actor, username) == own
    give(platform, people.root, "ada", "owner", role)
    # What one has already, one may keep or give up.
    give(platform, people.ada, "ada", "owner", role, "auditor")
    assert roles(platform, people.ada, "ada") == sorted(["owner", role, "auditor"])
    give(platform, people.ada, "ada", "owner")
    with pytest.raises(SeparationOfDutiesError):
        give(platform, people.ada, "ada", "owner", role)


def test_the_api_says_why(app: Flask, platform: Platform, people: People) -> None:
    with open_unit(platform, people.ada) as context:
        token = create_token(context, CreateToken(name="t", scopes=["admin"])).token
    answer = app.test_client().put(
        f"/api/v1/projects/{PROJECT}/members/ada",
        json={"roles": ["owner", "legal_reviewer"]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["code"] == "separation_of_duties"
    assert answer.json["remedy"] == "Ask an administrator or another owner for the role."


def test_the_second_of_two_is_not_the_firsts_creature(platform: Platform, people: People) -> None:
    made = furnish(platform, people.emil)
    give(platform, people.ada, "newbie", "risk_reviewer")
    first = ask(made, people.ada)
    with pytest.raises(SeparationOfDutiesError, match="neither of them chooses the other"):
        confirm(made, people.newbie, first)
    # Nor the other way round: who made the first is not the second.
    second = ask(made, people.newbie)
    with pytest.raises(SeparationOfDutiesError, match="neither of them chooses the other"):
        confirm(made, people.ada, second)
    # The owner cannot mend that by giving the role once more, and an administrator can.
    give(platform, people.ada, "newbie", "risk_reviewer", "auditor")
    with pytest.raises(SeparationOfDutiesError):
        confirm(made, people.ada, second)
    give(platform, people.root, "newbie", "risk_reviewer")
    assert confirm(made, people.ada, second) == "applied"


def test_an_owner_of_their_own_making_is_no_second_person(platform: Platform, people: People) -> None:
    made = furnish(platform, people.emil)
    give(platform, people.root, "root", "owner")
    asked = ask(made, people.rita)
    with pytest.raises(SeparationOfDutiesError, match="root has the role for it from rita or root alone"):
        confirm(made, people.root, asked)
    assert confirm(made, people.ada, asked) == "applied"


def test_what_keeps_somebody_is_told_before_they_try(platform: Platform, people: People) -> None:
    made = furnish(platform, people.emil)
    give(platform, people.ada, "newbie", "risk_reviewer")
    ask(made, people.ada)
    action, request = Action.PROMOTION_BREAK_GLASS, as_id(made.promotions[1])
    for username, kept in (("ada", "takes two people"), ("newbie", "chooses the other"), ("rita", "")):
        with open_unit(platform, getattr(people, username), read_only=True) as context:
            view = explain_access(context, username, action, find_project(context, PROJECT), request)
            waiting = [one.id for one in read_inbox(context).to_confirm]
        assert view.allowed is not bool(kept)
        assert kept in view.reason
        assert bool(waiting) is not bool(kept)
