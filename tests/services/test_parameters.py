"""The parameters in force for a project are those that the gate uses, from where it takes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.contract.projects import ChangeProject, ParametersView
from registry.domain.errors import NotFoundError
from registry.services.context import Actor, open_unit
from registry.services.parameters import read_parameters
from registry.services.platform import Platform
from registry.services.projects import change_project
from registry.services.promotions import check_promotion
from tests.services.journey import PROJECT
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]

# One of each: tightened, loosened, of the wrong kind, unknown, and a list of names with one more.
STATED: list[dict[str, Any]] = [
    {},
    {"fairness.group_size_min": 25},
    {"fairness.group_size_min": 5},
    {"fairness.parity_ratio_min": {"num": 9, "den": 10}, "evidence.assurance_min": "reproduced"},
    {"fairness.parity_ratio_min": {"num": 1, "den": 10}, "evidence.assurance_min": "declared"},
    {"fairness.group_size_min": "many", "approvals.roles": ["risk_reviewer"]},
    {"approvals.roles": ["validator", "risk_reviewer", "legal_reviewer"], "no.such_thing": 1},
]


def read(platform: Platform, actor: Actor) -> ParametersView:
    with open_unit(platform, actor, read_only=True) as context:
        return read_parameters(context, PROJECT)


def test_they_are_what_the_gate_uses(platform: Platform, people: People, waiting: str) -> None:
    assert waiting
    compared = set()
    for stated in STATED:
        with open_unit(platform, people.ada) as context:
            change_project(context, PROJECT, ChangeProject(parameters=stated))
        with open_unit(platform, people.emil) as context:
            decision = check_promotion(context, UUID(waiting)).decision
        assert decision is not None
        view = read(platform, people.otto)
        told = {one.name: one for one in view.parameters}
        for name, used in decision.document.params_used.items():
            assert (told[name].value, told[name].source) == (used.value, used.source), (name, stated)
            compared.add((name, used.source))
        refused = {error.pointer.rpartition("/")[2] for error in decision.document.config_errors}
        assert {one.name for one in view.parameters if one.refused} == refused, stated
        assert set(view.packs) == set(decision.document.packs)
    assert {source for _, source in compared} >= {"project", "default"}
    assert len({name for name, _ in compared}) > 5


def test_who_is_not_in_the_project_is_told_nothing(platform: Platform, people: People) -> None:
    with pytest.raises(NotFoundError):
        read(platform, people.olga)
