"""What goes wrong is told as a problem document (RFC 9457): what, why, what to do, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.services.platform import Platform
from tests.web.api.conftest import Api

pytestmark = pytest.mark.database

MODEL = {"project": "retail-credit", "name": "scores", "risk_tier": "high"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/project"),
        (MODEL | {"risk_tier": "tiny"}, "/risk_tier"),
        (MODEL | {"colour": "blue"}, "/colour"),
        (MODEL | {"name": "../up"}, "/name"),
        (MODEL | {"owner": 7}, "/owner"),
        ([], ""),
    ],
)
def test_a_bad_body_is_pointed_at(log_in: Callable[[str], Api], body: Any, pointer: str) -> None:  # noqa: ANN401
    emil = log_in("emil")
    answer = emil("POST", "/models", body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "invalid_input"
    assert answer.json.get("pointer", "") == pointer
    assert emil("GET", "/models").json == {"items": []}


@pytest.mark.parametrize("text", ["{", '{"project": NaN}', "", "[" * 100_000])
def test_what_is_not_json_is_refused(log_in: Callable[[str], Api], text: str) -> None:
    answer = log_in("emil")("POST", "/models", None, data=text, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_a_form_is_not_taken_for_json(log_in: Callable[[str], Api]) -> None:
    answer = log_in("emil")("POST", "/models", None, data=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json["title"]) == (415, "The body must be JSON.")


def test_nobody_is_told_to_log_in(nobody: Api) -> None:
    answer = nobody("GET", "/models")
    assert answer.status_code == 401
    assert "modelwarden login" in answer.json["remedy"]


@pytest.mark.parametrize("token", ["", "mw_", "mw_00_x", "xx_" + "0" * 32 + "_y", "mw_" + "0" * 32 + "_y"])
def test_a_bad_token_is_nobody(nobody: Api, token: str) -> None:
    answer = nobody("GET", "/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_wrong_name_and_wrong_password_are_answered_alike(log_in: Callable[[str], Api], nobody: Api) -> None:
    assert log_in("ada").token
    answers = [
        nobody("POST", "/login", {"username": name, "password": "wrong"}) for name in ("ada", "not-there")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    told = [{**answer.json, "request_id": ""} for answer in answers]
    assert told[0] == told[1]


def test_unknown_paths_and_methods_are_problems_too(nobody: Api) -> None:
    missing, wrong = nobody("GET", "/unicorns"), nobody("DELETE", "/models")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert set(wrong.headers["Allow"].split(", ")) >= {"GET", "POST"}


JSON = {"Content-Type": "application/json"}
MEMBERS = {"type", "title", "status", "detail", "remedy", "code", "instance", "request_id"}


# What is asked for, and the status and pointer that it gets.
WRONG: list[tuple[str, str, dict[str, Any], int, str | None]] = [
    ("GET", "/unicorns", {}, 404, None),
    ("GET", "/models/%00", {}, 404, None),
    ("GET", "/models/credit/versions/99999999999999999999", {}, 404, None),
    ("GET", "/models/credit/versions/one", {}, 404, None),
    ("GET", "/jobs/not-an-id", {}, 404, None),
    ("PUT", "/models", {}, 405, None),
    ("BREW", "/models", {}, 405, None),
    ("POST", "/models", {"data": b"{}", "headers": {"Content-Type": "text/plain"}}, 415, None),
    ("POST", "/models", {"data": b"{}"}, 415, None),
    ("POST", "/models", {"data": b"{", "headers": JSON}, 400, None),
    ("POST", "/models", {"data": b" " * (16 << 20) + b"{}", "headers": JSON}, 413, None),
    ("GET", f"/models?owner={'o' * 9000}", {}, 414, None),
    ("GET", "/models?limit=many", {}, 422, "/limit"),
    ("GET", "/models?limit=1&limit=2", {}, 422, "/limit"),
    ("GET", "/models?limit=0", {}, 422, "/limit"),
    ("GET", "/models?colour=blue", {}, 422, "/colour"),
    ("GET", "/models?cursor=%F0%9F%A6%84", {}, 422, "/cursor"),
    ("GET", "/models?order_by=colour", {}, 422, "/order_by"),
    ("GET", "/models", {"headers": {"Authorization": "Basic YTpi"}}, 401, None),
    ("PATCH", "/me", {}, 405, None),
    ("POST", "/runs", {"headers": {"If-Match": "no tag"}}, 404, None),
    ("POST", "/tokens", {"headers": {"If-Match": "no tag"}}, 400, None),
    ("POST", "/tokens", {"headers": {"Idempotency-Key": "with spaces"}}, 400, None),
    ("GET", "/me", {"headers": {"If-Match": f'"{"0" * 32}"'}}, 412, None),
]


def test_every_error_is_a_problem_document(log_in: Callable[[str], Api]) -> None:
    emil = log_in("emil")
    for method, path, options, status, pointer in WRONG:
        answer, where = emil(method, path, None, **options), (method, path[:60], options.get("headers"))
        assert answer.status_code == status, (where, answer.text)
        assert answer.content_type == "application/problem+json", where
        told = answer.json
        assert set(told) == MEMBERS | ({"pointer"} if pointer is not None else set()), (where, told)
        assert (told["status"], told.get("pointer")) == (status, pointer), (where, told)
        assert told["type"] == f"urn:modelwarden:problem:{told['code']}"
        assert told["title"], where
        assert told["remedy"], where
        assert (status == 405) is ("Allow" in answer.headers), where
        assert (status == 401) is ("WWW-Authenticate" in answer.headers), where


def test_too_many_guesses_are_told_when_to_come_back(nobody: Api) -> None:
    answers = [nobody("POST", "/login", {"username": "ada", "password": "wrong"}) for _ in range(6)]
    last = answers[-1]
    assert (last.status_code, last.content_type) == (429, "application/problem+json")
    assert int(last.headers["Retry-After"]) > 0
    assert last.headers["Retry-After"] in last.json["remedy"]


@pytest.mark.parametrize(("path", "status"), [("/-/metrics", 404), ("/bundles/modelwarden.tar.gz", 401)])
def test_machines_are_told_in_the_same_words(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_our_own_mistakes_tell_no_secrets(platform: Platform) -> None:
    app = create_app(platform, bundle_token="t")  # noqa: S106 - protects nothing

    def fail() -> str:
        raise RuntimeError("the password is swordfish")

    app.add_url_rule("/api/v1/broken", view_func=fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/api/v1/broken")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "swordfish" not in answer.text
