"""Secrets are compared by `hmac.compare_digest` alone: when it says no, the right one opens nothing."""

from __future__ import annotations

import hmac
from collections.abc import Callable

import pytest
from flask import Flask

from registry.app import create_app
from registry.services.platform import Platform
from tests.access.callers import session_of
from tests.access.conftest import BUNDLE_TOKEN
from tests.services.people import PASSWORD, People
from tests.web.ui.conftest import ON_SQLITE

pytestmark = ON_SQLITE

SITE = "https://modelwarden.example"
METRICS = "what Prometheus shows"
Ask = Callable[[], int]


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform, bundle_token=BUNDLE_TOKEN, metrics_token=METRICS)


@pytest.fixture
def asked(app: Flask, platform: Platform, people: People) -> dict[str, Ask]:
    """One request for each secret, which shows the right one."""
    assert isinstance(people, People)
    logged_in = {"username": "rita", "password": PASSWORD}
    token = (app.test_client().post("/api/v1/login", json=logged_in).json or {})["token"]
    cookie, form_secret = session_of(platform, "rita")

    def bearer(path: str, secret: str) -> Ask:
        headers = {"Authorization": f"Bearer {secret}"}
        return lambda: app.test_client().get(path, headers=headers, buffered=True).status_code

    def form(path: str, name: str, cookie: str, secret: str) -> Ask:
        client = app.test_client()
        client.set_cookie(f"__Host-{name}", cookie, domain="modelwarden.example", secure=True)
        fields = {"csrf_token": secret, **logged_in}
        return lambda: client.post(path, data=fields, base_url=SITE, headers={"Origin": SITE}).status_code

    return {
        "a token": bearer("/api/v1/me", token),
        "OPA's token": bearer("/bundles/modelwarden.tar.gz", BUNDLE_TOKEN),
        "Prometheus's token": bearer("/-/metrics", METRICS),
        "the log-in form's secret": form("/log-in", "modelwarden-log-in", "chosen", "chosen"),
        "a session's form secret": form("/log-out", "modelwarden", cookie, form_secret),
    }


def test_each_secret_that_is_right_opens(asked: dict[str, Ask]) -> None:
    assert {name: ask() for name, ask in asked.items()} == {
        "a token": 200,
        "OPA's token": 200,
        "Prometheus's token": 200,
        "the log-in form's secret": 303,
        "a session's form secret": 303,
    }


def test_each_secret_is_compared_in_constant_time(
    asked: dict[str, Ask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comparison by `==`, which tells by its time how much was right, would not ask it."""
    monkeypatch.setattr(hmac, "compare_digest", lambda _one, _other: False)
    assert {name: ask() for name, ask in asked.items()} == {
        "a token": 401,
        "OPA's token": 401,
        "Prometheus's token": 401,
        "the log-in form's secret": 403,
        "a session's form secret": 403,
    }
