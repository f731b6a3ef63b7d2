"""What one's own role is not enough for: lowering a tier, and exceptions that outlive those who made them."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlmodel import select

from registry.contract.models import ChangeModel, CreateModel
from registry.contract.people import CreateToken
from registry.contract.projects import ChangeProject
from registry.contract.promotions import AskWaiver
from registry.db.events import EventRow
from registry.domain.errors import ForbiddenError, NotFoundError
from registry.domain.roles import Action, Scope
from registry.services.access_explanation import explain_access
from registry.services.context import Actor, open_unit
from registry.services.models import change_model, create_model
from registry.services.platform import Platform
from registry.services.projects import change_project, find_project
from registry.services.tokens import create_token
from registry.services.waivers import approve_waiver, ask_waiver, revoke_waiver
from registry.web.edge import as_id
from tests.access.furniture import MODEL, PROJECT, furnish, waiver
from tests.services.people import People

pytestmark = pytest.mark.database


def tier(platform: Platform, actor: Actor, **changes: str) -> str:
    with open_unit(platform, actor) as context:
        return change_project(context, PROJECT, ChangeProject.model_validate(changes)).risk_tier


def test_only_an_administrator_lowers_a_projects_tier(platform: Platform, people: People) -> None:
    with pytest.raises(ForbiddenError, match="admin"):
        tier(platform, people.ada, risk_tier="limited")
    # Nor hidden among other changes; and the administrator changes nothing else.
    with pytest.raises(ForbiddenError):
        tier(platform, people.ada, risk_tier="limited", title="New")
    with pytest.raises(ForbiddenError):
        tier(platform, people.root, risk_tier="limited", title="New")
    assert tier(platform, people.root, risk_tier="limited") == "limited"
    assert tier(platform, people.ada, risk_tier="high") == "high"
    assert tier(platform, people.ada, risk_tier="high") == "high"
    with open_unit(platform, None, read_only=True) as context:
        found = context.session.exec(select(EventRow.content).where(EventRow.action == "risk_tier.lowered"))
        [event] = [json.loads(content) for content in found]
    event["details"].pop("request_id", None)
    assert (event["actor"], event["details"]) == ("root", {"before": "high", "after": "limited"})


def test_only_an_administrator_lowers_a_models_tier(platform: Platform, people: People) -> None:
    with open_unit(platform, people.emil) as context:
        create_model(context, CreateModel(project=PROJECT, name=MODEL, risk_tier="high"))
    for actor in (people.emil, people.ada):
        with open_unit(platform, actor) as context, pytest.raises(ForbiddenError):
            change_model(context, MODEL, ChangeModel(risk_tier="minimal"))
    with open_unit(platform, people.root) as context:
        assert change_model(context, MODEL, ChangeModel(risk_tier="minimal")).risk_tier == "minimal"
    with open_unit(platform, people.emil) as context:
        assert change_model(context, MODEL, ChangeModel(risk_tier="high")).risk_tier == "high"


@pytest.mark.parametrize("username", ["rita", "leo", "ada", "emil"])
def test_approver_owner_and_asker_end_a_waiver(platform: Platform, people: People, username: str) -> None:
    with open_unit(platform, people.emil) as context:
        create_model(context, CreateModel(project=PROJECT, name=MODEL, risk_tier="high"))
        asked = ask_waiver(context, AskWaiver.model_validate(waiver()))
    with open_unit(platform, people.rita) as context:
        approve_waiver(context, as_id(asked.id))
    for nobody in (people.vera, people.otto, people.root):
        with open_unit(platform, nobody) as context, pytest.raises(ForbiddenError):
            revoke_waiver(context, as_id(asked.id))
    with open_unit(platform, getattr(people, username)) as context:
        assert revoke_waiver(context, as_id(asked.id)).revoked


def test_a_narrow_token_makes_no_wider_one(platform: Platform, people: People) -> None:
    sam = people.sam
    with open_unit(platform, sam, read_only=True) as context:
        here = find_project(context, PROJECT).id
    bound = Actor(sam.user_id, "sam", "sam", is_admin=True, project_id=here)
    for project in ("leasing", "not-there"):
        with open_unit(platform, bound) as context, pytest.raises(NotFoundError, match="No such thing"):
            create_token(context, CreateToken(name="t", scopes=["read"], project=project))
    with open_unit(platform, bound) as context:
        assert create_token(context, CreateToken(name="t", scopes=["read"])).details.project == PROJECT
    writer = Actor(sam.user_id, "sam", "sam", is_admin=True, scopes=frozenset({Scope.WRITE}))
    with open_unit(platform, writer) as context, pytest.raises(ForbiddenError, match="scope 'admin'"):
        create_token(context, CreateToken(name="t", scopes=["write"], hours=8760))


def explained(platform: Platform, asking: Actor, about: str, action: Action, request: str = "") -> str:
    with open_unit(platform, asking, read_only=True) as context:
        promotion = as_id(request) if request else None
        view = explain_access(context, about, action, find_project(context, PROJECT), promotion)
    return f"{'yes' if view.allowed else 'no'}: {view.reason}"


def test_an_answer_says_which_role_scope_or_duty(platform: Platform, people: People) -> None:
    made = furnish(platform, people.emil)
    review, ada, emil = Action.PROMOTION_REVIEW, people.ada, people.emil
    assert explained(platform, ada, "rita", review) == "yes: Their role 'risk_reviewer' permits it."
    assert explained(platform, ada, "emil", review) == (
        "no: Their roles here (contributor) do not permit it."
    )
    assert explained(platform, ada, "sam", review) == (
        "yes: Their roles 'legal_reviewer' and 'risk_reviewer' and 'validator' permit it."
    )
    reader = Actor(emil.user_id, "emil", "Emil", is_admin=False, scopes=frozenset({Scope.READ}))
    assert explained(platform, reader, "emil", Action.VERSION_REGISTER) == (
        "no: The token lacks the scope 'write'."
    )
    assert explained(platform, emil, "emil", Action.VERSION_REGISTER).startswith("yes")
    assert explained(platform, ada, "rita", review, made.promotions[1]).startswith("yes")


def test_about_others_only_some_may_ask(platform: Platform, people: People) -> None:
    for asking in (people.ada, people.otto, people.root):
        assert explained(platform, asking, "rita", Action.PROJECT_READ).startswith("yes")
    for asking in (people.emil, people.rita):
        with pytest.raises(ForbiddenError):
            explained(platform, asking, "ada", Action.PROJECT_READ)
    with pytest.raises(NotFoundError, match="No such thing"):
        explained(platform, people.stranger, "stranger", Action.PROJECT_READ)


def test_other_projects_models_are_not_to_be_told_from_none(
    app: Flask, platform: Platform, people: People
) -> None:
    furnish(platform, people.emil)
    with open_unit(platform, people.stranger) as context:
        token = create_token(context, CreateToken(name="t", scopes=["read", "write"])).token
    headers = {"Authorization": f"Bearer {token}"}
    answers = [
        app.test_client().get(f"/api/v1/promotions?model={name}", headers=headers)
        for name in (MODEL, "not-there")
    ]
    assert answers[0].status_code == 404
    told = [{**(answer.json or {}), "request_id": ""} for answer in answers]
    assert told[0] == told[1]
