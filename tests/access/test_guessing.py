"""Guessing passwords: counted in the database, locked for a while, and never a way to lock somebody out."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from registry.app import create_app
from registry.db.events import EventRow
from registry.db.login_attempts import LoginAttemptRow
from registry.services.context import open_unit
from registry.services.login_attempts import LogInLimits
from registry.services.platform import Platform
from registry.web.auth.security import Security
from tests.conftest import Clock
from tests.services.people import PASSWORD

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("people")]

HERE, THERE = "192.0.2.1", "198.51.100.7"  # RFC 5737
WRONG = "not the password"


def log_in(app: Flask, username: str, password: str, address: str = HERE, **headers: str) -> TestResponse:
    return app.test_client().post(
        "/api/v1/login",
        json={"username": username, "password": password},
        environ_base={"REMOTE_ADDR": address},
        headers=headers,
    )


def guess(app: Flask, times: int, username: str = "ada", address: str = HERE) -> list[int]:
    return [log_in(app, username, WRONG, address).status_code for _ in range(times)]


def events(platform: Platform) -> list[dict[str, Any]]:
    with open_unit(platform, None, read_only=True) as context:
        rows = context.session.exec(select(EventRow).where(EventRow.action == "login.locked"))
        return [json.loads(row.content) for row in rows]


def test_the_sixth_guess_is_not_looked_at(app: Flask, platform: Platform) -> None:
    assert guess(app, 6) == [401] * 5 + [429]
    answer = log_in(app, "ada", PASSWORD)
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "too_many_attempts"
    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    [event] = events(platform)
    assert event["subject"] == {"kind": "user", "id": "ada"}
    assert event["details"]["locked"] == "account and address"
    assert event["details"]["address"] == HERE


def test_who_has_guessed_wrong_four_times_may_still_be_right(app: Flask) -> None:
    assert guess(app, 4) == [401] * 4
    assert log_in(app, "ada", PASSWORD).status_code == 201
    assert guess(app, 4) == [401] * 4


def test_the_lock_ends_by_itself_and_grows(app: Flask, clock: Clock) -> None:
    guess(app, 5)
    waits = []
    for _ in range(6):
        seconds = int(log_in(app, "ada", WRONG).headers["Retry-After"])
        waits.append(round(seconds / 60))
        clock.now += timedelta(seconds=seconds)
        assert log_in(app, "ada", WRONG).status_code == 401
    assert waits == [1, 2, 4, 8, 15, 15]
    clock.now += timedelta(minutes=15)
    assert log_in(app, "ada", PASSWORD).status_code == 201


def test_asking_while_it_is_locked_does_not_prolong_it(app: Flask, clock: Clock) -> None:
    guess(app, 5)
    clock.now += timedelta(seconds=50)
    assert guess(app, 20) == [429] * 20
    clock.now += timedelta(seconds=10)
    assert log_in(app, "ada", PASSWORD).status_code == 201


def test_an_outsider_locks_nobody_out(app: Flask) -> None:
    assert guess(app, 6, address=THERE)[-1] == 429
    assert log_in(app, "ada", PASSWORD, HERE).status_code == 201


def test_many_outsiders_do_not_lock_out_who_comes_from_where_they_always_do(platform: Platform) -> None:
    limits = LogInLimits(per_account=6)
    app = create_app(platform, bundle_token="t", security=Security(log_in=limits))  # noqa: S106 - opens nothing
    assert log_in(app, "ada", PASSWORD, HERE).status_code == 201
    for number in range(2):
        guess(app, 3, address=f"203.0.113.{number}")
    assert log_in(app, "ada", PASSWORD, "203.0.113.99").status_code == 429
    assert log_in(app, "ada", PASSWORD, HERE).status_code == 201
    assert [event["details"]["locked"] for event in events(platform)] == ["account"]


def test_an_address_that_tries_many_accounts_is_locked(platform: Platform) -> None:
    limits = LogInLimits(per_address=8)
    app = create_app(platform, bundle_token="t", security=Security(log_in=limits))  # noqa: S106 - opens nothing
    answers = [log_in(app, f"person-{number}", WRONG).status_code for number in range(9)]
    assert answers == [401] * 8 + [429]
    # To know one password does not buy more guesses at others.
    assert log_in(app, "ada", PASSWORD).status_code == 429
    assert log_in(app, "ada", PASSWORD, THERE).status_code == 201


def test_known_and_unknown_names_are_locked_alike_and_what_was_typed_is_not_kept(
    app: Flask, platform: Platform
) -> None:
    typed = "a password in the wrong field"
    answers = [
        [(a.status_code, a.headers.get("Retry-After")) for a in (log_in(app, n, WRONG) for _ in range(7))]
        for n in ("ada", typed)
    ]
    assert answers[0] == answers[1]
    with open_unit(platform, None, read_only=True) as context:
        kept = [row.model_dump_json() for row in context.session.exec(select(LoginAttemptRow))]
    assert typed not in json.dumps(events(platform)) + "".join(kept)
    assert [event["subject"]["id"] for event in events(platform)] == ["ada", "unknown"]


def test_many_at_once_do_not_slip_through(app: Flask) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(lambda _: log_in(app, "ada", WRONG).status_code, range(32)))
    assert answers == {401: 5, 429: 27}


def test_a_second_web_process_knows_what_the_first_has_counted(app: Flask, platform: Platform) -> None:
    other = create_app(platform, bundle_token="t")  # noqa: S106 - opens nothing
    assert guess(app, 3) + guess(other, 3) == [401] * 5 + [429]


def test_the_old_password_is_not_guessed_with_a_stolen_token(app: Flask) -> None:
    token = (log_in(app, "ada", PASSWORD).json or {})["token"]
    wanted = {"old_password": WRONG, "new_password": "another long password"}
    headers = {"Authorization": f"Bearer {token}"}
    client = app.test_client()
    answers = [client.post("/api/v1/me/password", json=wanted, headers=headers).status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_the_form_is_limited_like_the_api(app: Flask) -> None:
    guess(app, 5, address="127.0.0.1")
    client, site = app.test_client(), "https://modelwarden.example"
    client.set_cookie("__Host-modelwarden-log-in", "s", domain="modelwarden.example", secure=True)
    fields = {"csrf_token": "s", "username": "ada", "password": PASSWORD}
    answer = client.post("/log-in", data=fields, base_url=site, headers={"Origin": site})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many log-ins have failed." in answer.text


def test_what_a_stranger_says_about_their_address_is_not_believed(app: Flask) -> None:
    answers = [
        log_in(app, "ada", WRONG, HERE, **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(6)
    ]
    assert answers == [401] * 5 + [429]


def test_our_own_proxy_is_believed_and_not_what_it_was_told(platform: Platform) -> None:
    app = create_app(platform, bundle_token="t", security=Security(trusted_proxies=1))  # noqa: S106
    # The proxy adds the address that it saw at the end; what stands before is the client's own invention.
    answers = [
        log_in(app, "ada", WRONG, HERE, **{"X-Forwarded-For": f"203.0.113.{n}, {THERE}"}).status_code
        for n in range(6)
    ]
    assert answers == [401] * 5 + [429]
    assert log_in(app, "ada", PASSWORD, HERE, **{"X-Forwarded-For": "203.0.113.200"}).status_code == 201


def test_a_whole_ipv6_network_is_one_address(app: Flask) -> None:
    answers = [log_in(app, "ada", WRONG, f"2001:db8:1:2::{n:x}").status_code for n in range(1, 7)]
    assert answers == [401] * 5 + [429]
    assert log_in(app, "ada", PASSWORD, "2001:db8:1:3::1").status_code == 201


def test_names_that_are_there_take_as_long_as_those_that_are_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Argon2 hash is computed in each case; counted, since a clock would say what the machine does."""
    hashed: list[bool] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, *arguments: Any) -> bool:  # noqa: ANN401 - passed through
        hashed.append(True)
        return verify(hasher, *arguments)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    counts = []
    for username in ("ada", "not-there"):
        hashed.clear()
        assert log_in(app, username, WRONG).status_code == 401
        counts.append(len(hashed))
    assert counts == [1, 1]
