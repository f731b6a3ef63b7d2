"""`Dry-Run: true`: the answer is the one that would come, and nothing remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from registry.db.base import Base
from registry.services.platform import Platform
from tests.web.api.conftest import Api

pytestmark = pytest.mark.database

MODEL = {"project": "retail-credit", "name": "scores", "risk_tier": "high", "owner": "Analytics"}
DRY: dict[str, Any] = {"headers": {"Dry-Run": "true"}}
# A request with a bearer token notes when the token was last used, rehearsal or not.
KEPT_UP = {"token"}


def rows_of(platform: Platform) -> dict[str, list[str]]:
    """Every row of every table."""
    with Session(platform.engine.execution_options(read_only=True)) as session:
        return {
            table.name: sorted(str(row) for row in session.connection().execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in KEPT_UP
        }


def test_a_rehearsal_answers_as_the_real_thing_would_and_leaves_no_row(
    platform: Platform, log_in: Callable[[str], Api]
) -> None:
    emil = log_in("emil")
    before = rows_of(platform)
    rehearsed = emil("POST", "/models", MODEL, **DRY)
    assert (rehearsed.status_code, rehearsed.headers["Dry-Run"]) == (201, "true")
    assert rehearsed.json["name"] == "scores"
    assert rows_of(platform) == before
    assert emil("GET", "/models/scores").status_code == 404
    made = emil("POST", "/models", MODEL)
    assert (made.status_code, "Dry-Run" in made.headers) == (201, False)
    assert set(made.json) == set(rehearsed.json)
    assert rows_of(platform) != before


def test_what_would_be_refused_is_refused(platform: Platform, log_in: Callable[[str], Api]) -> None:
    emil, otto = log_in("emil"), log_in("otto")
    assert emil("POST", "/models", MODEL).status_code == 201
    before = rows_of(platform)
    assert emil("POST", "/models", MODEL, **DRY).status_code == 409
    assert emil("POST", "/models", MODEL | {"risk_tier": "nope"}, **DRY).status_code == 422
    assert otto("POST", "/models", MODEL | {"name": "other"}, **DRY).status_code == 403
    stale = {"Dry-Run": "true", "If-Match": '"0"'}
    assert emil("PATCH", "/models/scores", {"owner": "x"}, headers=stale).status_code == 412
    assert rows_of(platform) == before


def test_a_rehearsal_takes_no_idempotency_key(log_in: Callable[[str], Api]) -> None:
    emil = log_in("emil")
    key = {"Idempotency-Key": "k1"}
    assert emil("POST", "/models", MODEL, headers=key | {"Dry-Run": "true"}).status_code == 201
    made = emil("POST", "/models", MODEL, headers=key)
    assert (made.status_code, "Idempotency-Replayed" in made.headers) == (201, False)


def test_a_job_is_not_handed_over(platform: Platform, log_in: Callable[[str], Api]) -> None:
    emil = log_in("emil")
    assert emil("POST", "/models", MODEL).status_code == 201
    stored = emil.client.open(
        "/api/v1/projects/retail-credit/artifacts",
        method="POST",
        data=b"weights",
        headers={"Authorization": f"Bearer {emil.token}"},
    ).get_json()
    body = {"files": [{"path": "model.bin", **stored}]}
    before = rows_of(platform)
    assert emil("POST", "/models/scores/versions", body, **DRY).json["scan_job"]
    assert rows_of(platform) == before
    assert emil("GET", "/jobs").json["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "value"),
    [
        ("POST", "/models", "yes"),
        ("GET", "/models", "true"),
        ("POST", "/login", "true"),
        ("POST", "/projects/retail-credit/artifacts", "true"),
        ("POST", "/me/password", "true"),
    ],
)
def test_what_cannot_be_rehearsed_is_not_done(
    platform: Platform, log_in: Callable[[str], Api], method: str, path: str, value: str
) -> None:
    emil = log_in("emil")
    before = rows_of(platform)
    refused = emil(method, path, MODEL if method == "POST" else None, headers={"Dry-Run": value})
    assert (refused.status_code, refused.json["code"]) == (400, "malformed")
    assert rows_of(platform) == before
