"""Who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.contract.paging import ListModels, ListPromotions
from registry.domain.errors import ForbiddenError, NotAuthenticatedError, NotFoundError
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.access_explanation import explain_access
from registry.services.context import open_unit
from registry.services.models import list_models
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotions import list_promotions
from tests.services.people import People, populate

pytestmark = pytest.mark.database


@pytest.fixture
def people(platform: Platform) -> People:
    return populate(platform)


def test_a_contributor_registers_and_does_not_review(platform: Platform, people: People) -> None:
    with open_unit(platform, people.emil, read_only=True) as context:
        project = find_project(context, "retail-credit")
        assert require(context, Action.VERSION_REGISTER, project.id).username == "emil"
        with pytest.raises(ForbiddenError, match=r"validator.*risk_reviewer.*legal_reviewer"):
            require(context, Action.PROMOTION_REVIEW, project.id)


def test_who_is_no_member_learns_nothing(platform: Platform, people: People) -> None:
    with open_unit(platform, people.olga, read_only=True) as context:
        project = find_project(context, "retail-credit")
        with pytest.raises(NotFoundError):
            require(context, Action.PROJECT_READ, project.id)


@pytest.mark.parametrize("listed", [(list_models, ListModels), (list_promotions, ListPromotions)])
def test_lists_tell_a_hidden_project_from_none_to_nobody(
    platform: Platform,
    people: People,
    listed: tuple[Callable[..., object], type[ListModels | ListPromotions]],
) -> None:
    service, asked = listed
    told = []
    for name in ("retail-credit", "no-such-project"):
        with open_unit(platform, people.olga, read_only=True) as context:
            with pytest.raises(NotFoundError) as refused:
                service(context, asked(project=name))
            told.append((refused.value.what, refused.value.why))
    assert told[0] == told[1]


def test_nobody_is_asked_to_log_in(platform: Platform, people: People) -> None:
    assert people.ada.username == "ada"
    with open_unit(platform, None, read_only=True) as context, pytest.raises(NotAuthenticatedError):
        require(context, Action.PROJECT_READ, find_project(context, "retail-credit").id)


def test_the_administrator_takes_no_part_in_decisions(platform: Platform, people: People) -> None:
    with open_unit(platform, people.ada, read_only=True) as context:
        project = find_project(context, "retail-credit")
        view = explain_access(context, "root", Action.PROMOTION_APPLY, project)
    assert not view.allowed
    assert view.roles_that_may == ["owner", "contributor"]
