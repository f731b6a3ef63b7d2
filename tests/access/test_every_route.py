"""Every route of the application, asked by everybody, answers as the table says. An unlisted route fails."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func
from sqlmodel import select
from werkzeug.test import TestResponse

from registry.db.events import EventRow
from registry.domain.roles import PERMISSIONS, Action, scope_for
from registry.services.context import open_unit
from registry.services.platform import Platform
from tests.access.callers import Caller, bad_tokens, callers, session_of
from tests.access.conftest import BUNDLE_TOKEN
from tests.access.expectations import ROLES, actions
from tests.access.furniture import BYTES, MODEL, PROJECT, SHA256, Furniture, body, form, furnish
from tests.access.routes import Listed, api_routes, machine_routes, page_routes
from tests.access.verdicts import MAY, WHO, expected, verdict
from tests.services.people import PASSWORD, People

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]

SITE = "https://modelwarden.example"
COOKIE, LOG_IN = "__Host-modelwarden", "__Host-modelwarden-log-in"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; ",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
QUESTION = "?action=promotion.apply&"


@pytest.fixture
def made(platform: Platform, people: People) -> Furniture:
    return furnish(platform, people.emil)


def test_the_tables_list_every_route_and_no_other(app: Flask) -> None:
    there = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [route.key for route in (*api_routes(), *machine_routes(), *page_routes())]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == there


def test_the_code_permits_what_people_expect_and_nothing_else() -> None:
    wanted = {name: (one.roles, one.scope) for name, one in actions().items()}
    is_so = {
        action.value: (
            frozenset(role.value for role, may in PERMISSIONS.items() if action in may),
            scope_for(action).value,
        )
        for action in Action
    }
    assert is_so == wanted
    assert {role.value for role in PERMISSIONS} == set(ROLES)


def test_the_api_answers_everybody_as_the_table_says(
    app: Flask, platform: Platform, people: People, made: Furniture
) -> None:
    everybody, table = callers(platform, people), actions()
    wrong, client = [], app.test_client()
    for route in (*api_routes(), *machine_routes()):
        succeeded = route.in_vain
        for caller in everybody:
            before = _events(platform)
            answer = _call(client, route, made, caller)
            found, wanted = verdict(route, answer), expected(route, caller, table)
            succeeded = succeeded or answer.status_code < 400
            if found != wanted:
                wrong.append(f"{route.key} by {caller.username}, {caller.name}: {found}, not {wanted}")
            if wanted != MAY and _events(platform) != before:
                wrong.append(f"{route.key} by {caller.name}: refused, and yet something happened")
            wrong += _leaks(route, caller, answer) + _bare(route, answer)
        if not succeeded:
            wrong.append(f"{route.key}: nobody succeeded")
    assert not wrong, "\n".join(wrong)


def test_the_api_knows_nobody_without_a_good_token(
    app: Flask, platform: Platform, people: People, made: Furniture
) -> None:
    tokens = bad_tokens(platform, people)
    cookie, _ = session_of(platform, "sam")
    client = app.test_client()
    client.set_cookie(COOKIE, cookie, domain="modelwarden.example", secure=True)
    before = _events(platform)
    for route in api_routes():
        for name, token in tokens.items():
            answer = _call(client, route, made, _with(token))
            assert answer.status_code == 401, (route.key, name)
        if route.need != "open":
            # The cookie of somebody who may do everything opens nothing here, so no page can abuse it.
            assert _call(client, route, made, _with("")).status_code == 401, route.key
    assert _events(platform) == before


def test_pages_answer_everybody_as_the_table_says(
    app: Flask, platform: Platform, people: People, made: Furniture
) -> None:
    everybody = [one for one in callers(platform, people) if one.username != "sam"]
    table, wrong = actions(), []
    for route in page_routes():
        succeeded = route.in_vain
        for caller in everybody:
            before = _events(platform)
            answer = _visit(app, platform, route, made, caller)
            found, wanted = verdict(route, answer), expected(route, caller, table)
            succeeded = succeeded or answer.status_code < 400
            if found != wanted:
                wrong.append(f"{route.key} by {caller.username}, {caller.name}: {found}, not {wanted}")
            if wanted != MAY and _events(platform) != before + 1:  # The session itself is an event.
                wrong.append(f"{route.key} by {caller.name}: refused, and yet something happened")
            wrong += _leaks(route, caller, answer) + _bare(route, answer)
        if not succeeded:
            wrong.append(f"{route.key}: nobody succeeded")
    assert not wrong, "\n".join(wrong)


def test_no_page_opens_to_strangers_nor_to_tokens(
    app: Flask, platform: Platform, people: People, made: Furniture
) -> None:
    [sam] = [one for one in callers(platform, people) if one.name == f"a token for {PROJECT}"]
    before = _events(platform)
    for route in page_routes():
        for headers in ({}, {"Authorization": f"Bearer {sam.token}"}):
            answer = app.test_client().open(
                _address(route, made, sam), method=route.method, base_url=SITE, buffered=True, headers=headers
            )
            if route.need != "open":
                assert verdict(route, answer) == WHO, route.key
    assert _events(platform) == before


def test_opa_alone_is_given_the_bundle(app: Flask, made: Furniture) -> None:
    assert made.bundle
    for token, status in ((BUNDLE_TOKEN, 200), ("", 401), ("wrong", 401), ("ä", 401)):
        headers = {"Authorization": f"Bearer {token}"}
        answer = app.test_client().get(
            "/bundles/modelwarden.tar.gz", base_url=SITE, buffered=True, headers=headers
        )
        assert answer.status_code == status, token


def _call(client: FlaskClient, route: Listed, made: Furniture, caller: Caller) -> TestResponse:
    headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
    role = next(iter(caller.roles)) if len(caller.roles) == 1 else ""
    sent: dict[str, Any] = {"json": body(made, route.key.replace("/api/v1", ""), role)}
    if route.path.endswith("/artifacts"):
        sent = {"data": BYTES}
    if route.method == "PATCH" and "/uploads/" in route.path:
        sent = {"data": BYTES}
        headers |= {"Upload-Offset": "0", "X-Content-SHA256": SHA256}
    return client.open(
        _address(route, made, caller),
        method=route.method,
        base_url=SITE,
        buffered=True,
        headers=headers,
        **sent,
    )


def _visit(app: Flask, platform: Platform, route: Listed, made: Furniture, caller: Caller) -> TestResponse:
    client = app.test_client()
    cookie, secret = session_of(platform, caller.username)
    client.set_cookie(COOKIE, cookie, domain="modelwarden.example", secure=True)
    address = _address(route, made, caller)
    if route.method == "GET":
        return client.get(address, base_url=SITE, buffered=True)
    fields = form(made, route.key, next(iter(caller.roles), "")) | {"csrf_token": secret}
    if route.path == "/log-in":
        client.set_cookie(LOG_IN, "chosen", domain="modelwarden.example", secure=True)
        fields = {"csrf_token": "chosen", "username": caller.username, "password": PASSWORD}
    return client.post(address, base_url=SITE, buffered=True, data=fields, headers={"Origin": SITE})


def _address(route: Listed, made: Furniture, caller: Caller) -> str:
    values = made.values(route.key) | {"token_id": caller.spare}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route.path)
    if path.endswith(("/search", "/search.json")):
        return f"{path}?q=re"  # A part of the project's name and of the model's.
    if path.endswith(("/access", "/access.json")):
        return path + QUESTION + ("actor=ada" if path.startswith("/api/") else "person=ada")
    return path


def _leaks(route: Listed, caller: Caller, answer: TestResponse) -> list[str]:
    """What a list tells those for whom the project is not there."""
    if route.need != "list" or caller.is_member:
        return []
    return [f"{route.key} tells {caller.name} of {name}" for name in (PROJECT, MODEL) if name in answer.text]


def _bare(route: Listed, answer: TestResponse) -> list[str]:
    """The headers that an answer lacks, whether it says yes, no, or that something is wrong."""
    static = route.path.startswith("/assets/") and answer.status_code == 200
    wanted = HEADERS | ({} if static else {"Cache-Control": "no-store"})
    return [
        f"{route.key}: no {name}" for name, told in wanted.items() if told not in answer.headers.get(name, "")
    ]


def _with(token: str) -> Caller:
    return Caller("", "", token, frozenset(), spare=str(UUID(int=0)))


def _events(platform: Platform) -> int:
    with open_unit(platform, None, read_only=True) as context:
        return context.session.exec(select(func.count()).select_from(EventRow)).one()
