"""What a report is made of: everything about its request, and nothing about anybody else."""

from __future__ import annotations

from uuid import UUID

import pytest

from registry.contract.models import MoveAlias
from registry.services.aliases import moves_of, set_alias
from registry.services.context import open_unit
from registry.services.dossiers import audit_report_input
from registry.services.models import find_model
from registry.services.platform import Platform
from registry.services.promotions import find_promotion
from tests.services.journey import MODEL, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_a_report_names_those_who_occur_in_it(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer")
    with open_unit(platform, people.otto) as context:
        report = audit_report_input(context, find_promotion(context, UUID(waiting)))
    assert report.people == {"emil": "Emil", "otto": "Otto", "rita": "Rita"}


def test_moves_of_one_alias_do_not_push_those_of_another_out(
    platform: Platform, people: People, waiting: str
) -> None:
    with open_unit(platform, people.emil) as context:
        set_alias(context, MODEL, "first", MoveAlias(version=1))
        for version in (1, None) * 51:
            set_alias(context, MODEL, "other", MoveAlias(version=version))
    with open_unit(platform, people.emil, read_only=True) as context:
        model = find_model(context, MODEL)
        assert [move.to_version for move in moves_of(context, model, "first")] == [1]
        assert len(moves_of(context, model, "other")) == 102
    assert waiting
