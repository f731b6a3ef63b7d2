"""ETags, If-Match and idempotency keys: nothing is overwritten unseen, and nothing is made twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.web.api.conftest import Api, Reply

pytestmark = pytest.mark.database

MODEL = {"project": "retail-credit", "name": "scores", "risk_tier": "high", "owner": "Analytics"}
WRITERS = 8


@pytest.fixture
def emil(log_in: Callable[[str], Api]) -> Api:
    api = log_in("emil")
    assert api("POST", "/models", MODEL).status_code == 201
    return api


def at_once(jobs: list[Callable[[], Reply]]) -> list[Reply]:
    """The answers to requests that start together."""
    start, answers = threading.Barrier(len(jobs)), list[Reply]()

    def run(job: Callable[[], Reply]) -> None:
        start.wait()
        answers.append(job())

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def another(api: Api) -> Api:
    """The same person in another thread."""
    return Api(FlaskClient(api.client.application, Reply), api.token)


def change(api: Api, owner: str, tag: str) -> Callable[[], Reply]:
    headers = {"If-Match": tag}
    return lambda: another(api)("PATCH", "/models/scores", {"owner": owner}, headers=headers)


def create(api: Api, key: str, body: Any) -> Callable[[], Reply]:  # noqa: ANN401 - JSON
    headers = {"Idempotency-Key": key}
    return lambda: another(api)("POST", "/models", body, headers=headers)


def test_who_has_it_already_is_told_so(emil: Api) -> None:
    first = emil("GET", "/models/scores")
    again = emil("GET", "/models/scores", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    emil("PATCH", "/models/scores", {"owner": "Risk"})
    assert emil("GET", "/models/scores", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_change_of_what_has_changed_since_is_refused(emil: Api) -> None:
    seen = emil("GET", "/models/scores").headers["ETag"]
    changed = change(emil, "Risk", seen)()
    assert (changed.status_code, changed.json["owner"]) == (200, "Risk")
    stale = change(emil, "Credit", seen)()
    assert (stale.status_code, stale.json["code"]) == (412, "precondition_failed")
    assert emil("GET", "/models/scores").json["owner"] == "Risk"
    assert change(emil, "Credit", changed.headers["ETag"])().status_code == 200


def test_of_many_writers_who_saw_the_same_one_wins(emil: Api) -> None:
    seen = emil("GET", "/models/scores").headers["ETag"]
    answers = at_once([change(emil, f"Team {number}", seen) for number in range(WRITERS)])
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (WRITERS - 1)
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert emil("GET", "/models/scores").json["owner"] == winner.json["owner"]


@pytest.mark.parametrize(
    ("header", "status"), [("*", 200), ('"other"', 412), ('W/"x", "y"', 412), ("no quotes", 400), ("", 412)]
)
def test_if_match_is_read_as_rfc_9110_says(emil: Api, header: str, status: int) -> None:
    assert change(emil, "Risk", header)().status_code == status


def test_a_precondition_that_nothing_heeds_is_refused_and_not_ignored(emil: Api) -> None:
    answer = emil("POST", "/models", MODEL | {"name": "other"}, headers={"If-Match": '"x"'})
    assert answer.status_code == 412
    assert emil("GET", "/models/other").status_code == 404


def test_the_same_request_again_has_the_first_answer(emil: Api) -> None:
    body = MODEL | {"name": "second"}
    first, second = create(emil, "k1", body)(), create(emil, "k1", body)()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_key_stands_for_one_request_of_one_person(emil: Api, log_in: Callable[[str], Api]) -> None:
    assert create(emil, "k1", MODEL | {"name": "second"})().status_code == 201
    other = create(emil, "k1", MODEL | {"name": "third"})()
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert create(log_in("ada"), "k1", MODEL | {"name": "third"})().status_code == 201


def test_of_many_who_ask_at_once_with_one_key_one_makes_it(emil: Api) -> None:
    body = {"name": "run 1"}
    headers = {"Idempotency-Key": "k1"}

    def ask() -> Reply:
        api = another(emil)
        return api("POST", "/projects/retail-credit/runs", body, headers=headers)

    answers = at_once([ask] * WRITERS)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert len(emil("GET", "/projects/retail-credit/runs").json["items"]) == 1


def test_what_was_refused_can_be_asked_again_with_its_key(emil: Api) -> None:
    nowhere = MODEL | {"name": "second", "project": "nowhere"}
    assert create(emil, "k1", nowhere)().status_code == 404
    assert create(emil, "k1", MODEL | {"name": "second"})().status_code == 201


def test_a_key_is_forgotten_after_its_time(emil: Api, clock: Clock, log_in: Callable[[str], Api]) -> None:
    body = {"name": "run 1"}
    for _ in range(2):
        headers = {"Idempotency-Key": "k1"}
        answer = emil("POST", "/projects/retail-credit/runs", body, headers=headers)
        assert "Idempotency-Replayed" not in answer.headers
        clock.now += timedelta(hours=25)
        emil = log_in("emil")
    assert len(emil("GET", "/projects/retail-credit/runs").json["items"]) == 2


def test_a_secret_is_not_kept_for_a_second_answer(emil: Api) -> None:
    body, headers = {"name": "ci", "scopes": ["read"]}, {"Idempotency-Key": "k1"}
    assert emil("POST", "/tokens", body, headers=headers).status_code == 201
    again = emil("POST", "/tokens", body, headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    assert len([token for token in emil("GET", "/tokens").json["items"] if token["name"] == "ci"]) == 1


@pytest.mark.parametrize("key", ["", "with space", "x" * 201, "é"])
def test_a_key_that_cannot_be_read_is_refused(emil: Api, key: str) -> None:
    assert create(emil, key, MODEL | {"name": "second"})().status_code == 400
