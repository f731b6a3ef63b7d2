"""To whom a project is not there, what is in it and what is not are refused in the same words."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registry.services.platform import Platform
from tests.access.callers import Caller, callers, session_of
from tests.access.furniture import Furniture, furnish
from tests.access.routes import Listed, api_routes, page_routes
from tests.services.people import People

pytestmark = pytest.mark.database

SITE, COOKIE = "https://modelwarden.example", "__Host-modelwarden"
# One thing after the other is not there: the project or model itself, and what is in them.
ABSENT = {
    "project": "no-such-project",
    "model": "no-such-model",
    "name": "no-such-dataset",
    "number": "77",
    "path": "no-such-file",
    "environment": "no-such-environment",
    "alias": "no-such-alias",
    "username": "no-such-person",
    "before": "77",
    "rule": "NONE-001",
    "chart": "no-such-chart",
}


def test_a_stranger_to_the_project_learns_nothing_from_refusals(
    app: Flask, platform: Platform, people: People
) -> None:
    made = furnish(platform, people.emil)
    strangers = [one for one in callers(platform, people) if one.token and not one.is_member]
    strangers = [one for one in strangers if one.username not in {"root", "sam"}]
    routes = [one for one in (*api_routes(), *page_routes()) if _is_read(one)]
    assert strangers
    assert any("/lineage" in one.path and "<name>" in one.path for one in routes)
    told = [
        line for caller in strangers for route in routes for line in _told(app, platform, made, caller, route)
    ]
    assert not told, "\n".join(told)


def _is_read(route: Listed) -> bool:
    return route.method == "GET" and route.need.split(":")[-1] in {"project.read", "audit.read"}


def _told(app: Flask, platform: Platform, made: Furniture, caller: Caller, route: Listed) -> list[str]:
    client, headers = app.test_client(), {"Authorization": f"Bearer {caller.token}"}
    if not route.path.startswith("/api/"):
        client.set_cookie(
            COOKIE, session_of(platform, caller.username)[0], domain="modelwarden.example", secure=True
        )
        headers = {}
    there = made.values(route.key)

    def ask(values: dict[str, str]) -> tuple[int, list[str]]:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route.path)
        return _said(client.get(path, base_url=SITE, buffered=True, headers=headers))

    is_there = ask(there)
    used = [name for name in ABSENT if f"{name}>" in route.path]
    absent = {name: ask(there | {name: ABSENT[name]}) for name in used}
    return [
        f"{route.key} tells {caller.username} whether there is this {name}: {is_there}, {answer}"
        for name, answer in absent.items()
        if answer != is_there
    ]


def _said(answer: TestResponse) -> tuple[int, list[str]]:
    """The status, and the words for people, which do not repeat the address."""
    if answer.is_json and answer.json:
        return answer.status_code, [answer.json.get(part, "") for part in ("title", "detail", "remedy")]
    return answer.status_code, re.findall(r"<h1>.*?</h1>|<strong>Why:.*?</p>", answer.text)
