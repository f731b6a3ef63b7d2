"""The kill campaign in short: `tools/campaign.py` is the long one."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.fire.campaign import Plan, run_campaign
from tests.postgres import running_postgres

pytestmark = [pytest.mark.database, pytest.mark.long]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_six_kills_under_load_break_nothing(tmp_path: Path, database: str) -> None:
    with running_postgres() if database == "postgresql" else nullcontext() as url:
        report = run_campaign(tmp_path, url, Plan(kills=6, seed=6, clients=4, pause=(0.2, 1.0)))
    assert report["kills"]["total"] == 6
    assert report["operations"]["succeeded"] > 0
    assert report["violations"] == []
    assert report["broken_promises"] == []
    assert report["jobs_not_ended"] == 0
    assert report["faults"] == {}
