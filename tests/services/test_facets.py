"""Models by facet, and what is deployed under which policy."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from registry.contract.facets import ModelFacetsView
from registry.contract.models import CreateModel
from registry.contract.paging import FilterModels, ListModels
from registry.contract.promotions import BreakGlassReason, ConfirmBreakGlass
from registry.db.bundles import BundleRow
from registry.domain.errors import NotFoundError
from registry.services.break_glass import ask_break_glass, confirm_break_glass
from registry.services.context import Actor, open_unit
from registry.services.deployments import list_deployments
from registry.services.facets import count_models
from registry.services.models import create_model, get_model, list_models
from registry.services.platform import Platform
from registry.services.policy_standing import standings
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply

pytestmark = [pytest.mark.database, pytest.mark.slow]


def facet(view: ModelFacetsView, name: str) -> dict[str, int]:
    [found] = [one for one in view.facets if one.name == name]
    assert found.others == 0
    return {one.value: one.count for one in found.values}


def count(platform: Platform, actor: Actor, **filters: str) -> ModelFacetsView:
    with open_unit(platform, actor, read_only=True) as context:
        return count_models(context, FilterModels.model_validate(filters))


def names(platform: Platform, actor: Actor, **filters: str) -> list[str]:
    with open_unit(platform, actor, read_only=True) as context:
        return [one.name for one in list_models(context, ListModels.model_validate(filters))]


def standing(platform: Platform, actor: Actor) -> tuple[str, str]:
    """Of the model, as a list has it, and of what is in production."""
    with open_unit(platform, actor, read_only=True) as context:
        [deployed] = list_deployments(context, MODEL)
        return standings(context, [get_model(context, MODEL)])[MODEL], deployed.policy


@pytest.fixture
def others(platform: Platform, people: People, waiting: str) -> str:
    """Two more models in the project, of two owners; the id of the waiting request of the first model."""
    with open_unit(platform, people.emil) as context:
        for name, tier, owner in (("churn", "limited", "Marketing"), ("fraud", "high", "")):
            create_model(context, CreateModel(project=PROJECT, name=name, risk_tier=tier, owner=owner))  # type: ignore[arg-type]
    return waiting


def test_facets_count_what_may_be_read_and_leave_their_own_filter_out(
    platform: Platform, people: People, others: str
) -> None:
    assert others
    found = count(platform, people.otto)
    assert found.total == 3
    assert facet(found, "project") == {PROJECT: 3}
    assert facet(found, "risk_tier") == {"high": 2, "limited": 1}
    assert facet(found, "owner") == {"": 1, "Credit analytics": 1, "Marketing": 1}
    assert facet(found, "environment") == {}
    assert facet(found, "policy") == {"none": 3}

    high = count(platform, people.otto, risk_tier="high", owner="Credit analytics")
    assert high.total == 1
    assert facet(high, "risk_tier") == {"high": 1}
    assert facet(high, "owner") == {"": 1, "Credit analytics": 1}
    assert count(platform, people.olga).total == 0
    with pytest.raises(NotFoundError):
        count(platform, people.otto, environment="the-moon")


def test_what_is_deployed_is_held_against_the_policy_in_force(
    platform: Platform, people: People, journey: Journey, others: str
) -> None:
    sign_and_apply(platform, people, journey, others)
    assert standing(platform, people.otto) == ("in_force", "in_force")
    assert facet(count(platform, people.otto), "policy") == {"none": 2, "in_force": 1}
    assert facet(count(platform, people.otto), "environment") == {"production": 1}
    assert names(platform, people.otto, environment="production") == [MODEL]
    assert names(platform, people.otto, policy="none") == ["churn", "fraud"]

    with open_unit(platform, None) as context:
        context.session.connection().execute(update(BundleRow).values(revision="modelwarden@2099.1.0+new"))
    assert standing(platform, people.otto) == ("older", "older")
    assert names(platform, people.otto, policy="older") == [MODEL]
    assert names(platform, people.otto, policy="in_force") == []


def test_what_the_gate_did_not_allow_is_told(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    from uuid import UUID

    request = UUID(waiting)
    with open_unit(platform, people.ada) as context:
        asked = ask_break_glass(context, request, BreakGlassReason(reason="It cannot wait until tomorrow."))
    digest = asked.request.break_glass_digest
    assert digest is not None
    with open_unit(platform, people.rita) as context:
        confirm_break_glass(context, request, ConfirmBreakGlass(asked=digest))
    assert journey.look(people.otto, waiting).request.state == "applied"
    assert standing(platform, people.otto) == ("not_allowed", "not_allowed")
    assert names(platform, people.otto, policy="not_allowed") == [MODEL]


def test_whoever_may_not_read_the_project_is_told_nothing(
    platform: Platform, people: People, others: str
) -> None:
    assert others
    with open_unit(platform, people.olga, read_only=True) as context, pytest.raises(NotFoundError):
        list_deployments(context, MODEL)
