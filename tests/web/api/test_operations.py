"""What machines ask: is it alive, is it ready, what has it counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from registry.app import create_app
from registry.services.health import examinations
from registry.services.platform import Platform

pytestmark = pytest.mark.database
TOKEN = "metrics-token-0123456789-0123456789"  # noqa: S105 - of a test
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


def asked(platform: Platform, path: str, **options: Any) -> Any:  # noqa: ANN401 - a test's answer
    app = create_app(platform, bundle_token="x", metrics_token=options.pop("token", TOKEN))  # noqa: S106
    with FlaskClient(app).get(path, **options) as answer:
        return answer


def samples(platform: Platform) -> dict[tuple[str, ...], float]:
    text = asked(platform, "/-/metrics", headers=SHOWN).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_are_shown_to_nobody_without_a_token(platform: Platform) -> None:
    answer = asked(platform, "/-/metrics", token=None, headers=SHOWN)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert "MODELWARDEN_METRICS_TOKEN" in answer.json["remedy"]


@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_metrics_are_shown_only_for_the_token(platform: Platform, shown: dict[str, str]) -> None:
    assert asked(platform, "/-/metrics", headers=shown).status_code == 401


def test_the_installation_is_measured(platform: Platform) -> None:
    found = samples(platform)
    assert found["modelwarden_database_up",] == 1
    assert found["modelwarden_opa_up",] == 1
    with platform.engine.connect() as connection:
        events = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
    assert found["modelwarden_event_log_length",] == events >= 1
    assert found["modelwarden_jobs", "scan_version", "queued"] == 0
    assert found["modelwarden_job_queue_age_seconds",] == 0
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert {name[0] for name in found} >= {"modelwarden_policy_info", "modelwarden_opa_info"}
    assert found["modelwarden_database_connections", "in_use"] == 0


def test_a_database_that_is_away_is_told_and_nothing_is_made_up(platform: Platform, tmp_path: Path) -> None:
    from registry.db.engine import open_engine

    away = replace(platform, engine=open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'place.sqlite'}"))
    found = samples(away)
    assert found["modelwarden_database_up",] == 0
    assert not any(name[0] == "modelwarden_event_log_length" for name in found)
    ready = asked(away, "/-/ready")
    assert ready.status_code == 503
    parts = {part["part"]: part for part in ready.json["parts"]}
    assert parts["database"]["health"] == "failed"
    assert parts["database"]["remedy"]
    assert asked(away, "/-/live").status_code == 200


def test_ready_does_not_wait_for_a_worker_and_health_does(platform: Platform) -> None:
    ready, health = asked(platform, "/-/ready"), asked(platform, "/-/health")
    assert (ready.status_code, health.status_code) == (200, 503)
    subjects = [part["part"] for part in health.json["parts"]]
    assert subjects == ["database", "schema", "time", "storage", "keys", "gate", "worker"]
    assert [part["part"] for part in ready.json["parts"]] == subjects[:-1]


def test_another_schema_is_not_ready_and_says_the_remedy(platform: Platform) -> None:
    with platform.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = asked(platform, "/-/ready")
    (schema,) = (part for part in answer.json["parts"] if part["part"] == "schema")
    assert (answer.status_code, schema["health"]) == (503, "failed")
    assert "modelwarden db upgrade" in schema["remedy"]


def test_opa_with_another_policy_is_not_ready(platform: Platform) -> None:
    with platform.engine.begin() as connection:
        connection.execute(text("UPDATE bundle SET revision = 'modelwarden@other'"))
    answer = asked(platform, "/-/ready")
    (gate,) = (part for part in answer.json["parts"] if part["part"] == "gate")
    assert (answer.status_code, gate["health"]) == (503, "failed")
    assert "modelwarden@other" in gate["finding"]


def test_the_doctor_has_the_same_words(platform: Platform) -> None:
    parts = asked(platform, "/-/health").json["parts"]
    told = [one.diagnose() for one in examinations(platform)]
    assert [(part["part"], part["finding"], part["remedy"]) for part in parts] == [
        (one.subject, one.finding, one.remedy) for one in told
    ]


@pytest.mark.parametrize("offered", ["short", "a" * 129, "with space 1", 'quote"quote1', "-begins-bad", ""])
def test_an_id_of_another_form_is_replaced(platform: Platform, offered: str) -> None:
    answer = asked(platform, "/api/v1/models", headers={"X-Request-Id": offered})
    assert answer.headers["X-Request-Id"] != offered
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_an_id_is_kept_and_goes_into_the_audit_log(platform: Platform) -> None:
    import json

    from tests.services.people import PASSWORD, populate

    populate(platform)
    app = create_app(platform, bundle_token="x")  # noqa: S106
    body = {"username": "emil", "password": PASSWORD}
    with FlaskClient(app).post("/api/v1/login", json=body, headers={"X-Request-Id": "a-fine-id:1"}) as answer:
        assert answer.headers["X-Request-Id"] == "a-fine-id:1"
    with platform.engine.connect() as connection:
        last = connection.execute(text("SELECT content FROM event ORDER BY seq DESC LIMIT 1")).scalar_one()
    assert json.loads(bytes(last))["details"]["request_id"] == "a-fine-id:1"
