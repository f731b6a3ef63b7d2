"""The journey: refused for what it does to a group, repaired, signed by two people, applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from registry.services.applying import apply_promotion
from registry.services.context import open_unit
from registry.services.models import get_model
from registry.services.platform import Platform
from tests.services.credit import make_credit
from tests.services.journey import MODEL, Journey
from tests.services.people import populate

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_a_version_is_refused_repaired_signed_and_applied(
    platform: Platform, work_off: Callable[[], None], tmp_path: Path
) -> None:
    people, journey = populate(platform), Journey(platform, work_off)
    unfair, repaired = make_credit(tmp_path / "1", penalty=3.0), make_credit(tmp_path / "2", penalty=0.0)
    journey.set_up(people.emil, unfair)

    journey.register(people.emil, unfair)
    job = journey.evaluate(people.emil, unfair, 1)
    assert job.state == "done", job.error
    refused = journey.open(people.emil, 1)
    assert refused.request.state == "refused"
    assert refused.decision is not None
    assert "FAIR-001" in {finding.rule_id for finding in refused.decision.document.violations}

    journey.register(people.emil, repaired)
    assert journey.evaluate(people.emil, repaired, 2).state == "done"
    owed = journey.open(people.emil, 2)
    assert owed.decision is not None
    assert owed.request.state == "open", owed.decision.document.violations
    assert {o.role for o in owed.decision.document.obligations if not o.met} >= {
        "risk_reviewer",
        "legal_reviewer",
    }

    journey.sign(people.rita, owed.request.id, "risk_reviewer")
    ready = journey.sign(people.leo, owed.request.id, "legal_reviewer")
    assert ready.request.state == "ready"
    with open_unit(platform, people.emil) as context:
        applied = apply_promotion(context, UUID(owed.request.id))
    assert applied.request.state == "applied"
    with open_unit(platform, people.emil, read_only=True) as context:
        assert [(a.alias, a.version) for a in get_model(context, MODEL).aliases] == [("champion", 2)]
