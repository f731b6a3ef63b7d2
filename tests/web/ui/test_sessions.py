"""Logging in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.services.people import PASSWORD
from tests.web.ui.addresses import addresses
from tests.web.ui.browser import SITE, Browser
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE

COOKIE = "__Host-modelwarden"


def test_a_stranger_logs_in_and_arrives_where_they_wanted_to_go(browser: OpenBrowser) -> None:
    rita = browser()
    assert rita.open("/projects/retail-credit?x=1").heading == "Log in"
    page = rita.press("Log in", username="rita", password=PASSWORD)
    assert (page.path, page.heading) == ("/projects/retail-credit", "Retail credit")


def test_no_page_is_shown_to_strangers(app: Flask, browser: OpenBrowser) -> None:
    stranger = browser()
    open_to_all = {"/log-in", "/assets/tokens.css"}
    pages = [address for address in addresses(app, "GET") if address not in open_to_all]
    assert len(pages) > 20
    for address in pages:
        answer = stranger.client.get(address, base_url=SITE)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/log-in"), address


@pytest.mark.parametrize(
    ("username", "password"), [("rita", "not her password"), ("nobody", PASSWORD), ("rita", "")]
)
def test_wrong_credentials_are_refused_without_saying_which(
    browser: OpenBrowser, username: str, password: str
) -> None:
    stranger = browser()
    stranger.open("/log-in")
    page = stranger.press("Log in", username=username, password=password)
    assert page.status == 401
    assert "Name or password are wrong, or the account is not active." in page.text
    assert stranger.cookie() is None


def test_the_cookie_is_bound_to_this_site_and_out_of_reach_of_scripts(browser: OpenBrowser) -> None:
    stranger = browser()
    stranger.open("/log-in")
    stranger.client.get("/log-in", base_url=SITE)
    page = stranger.page
    form = {**dict(page.html.forms[0].form_values()), "username": "rita", "password": PASSWORD}
    answer = stranger.client.post("/log-in", data=form, base_url=SITE)
    [line] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=")]
    attributes = {part.strip() for part in line.split(";")[1:]}
    # RFC 6265bis, 4.1.3.2: `__Host-` needs Secure, Path=/ and no Domain.
    assert attributes == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_logging_in_gives_a_new_session_and_ends_the_old_one(browser: OpenBrowser, app: Flask) -> None:
    rita = browser("rita")
    before = rita.cookie()
    rita.client.get("/log-in", base_url=SITE)
    # The form is not offered to who is logged in, so it is filled in by hand.
    thief = Browser(app)
    thief.open("/log-in")
    secret = thief.cookie("__Host-modelwarden-log-in")
    rita.client.set_cookie(
        "__Host-modelwarden-log-in", secret or "", domain="modelwarden.example", secure=True
    )
    rita.send("/log-in", {"csrf_token": secret or "", "username": "emil", "password": PASSWORD})
    assert rita.cookie() not in (None, before)
    assert "Emil" in rita.page.text
    thief.client.set_cookie(COOKIE, before or "", domain="modelwarden.example", secure=True)
    assert thief.open("/models").heading == "Log in"


def test_a_session_that_the_server_did_not_give_is_nobodys(browser: OpenBrowser) -> None:
    rita = browser()
    rita.client.set_cookie(COOKIE, "chosen-by-somebody-else", domain="modelwarden.example", secure=True)
    assert rita.open("/models").heading == "Log in"
    rita.press("Log in", username="rita", password=PASSWORD)
    assert rita.cookie() != "chosen-by-somebody-else"


def test_logging_out_ends_the_session_on_the_server(browser: OpenBrowser, app: Flask) -> None:
    rita = browser("rita")
    kept = rita.cookie()
    assert "You are logged out." in rita.press("Log out").text
    assert rita.cookie() is None
    thief = Browser(app)
    thief.client.set_cookie(COOKIE, kept or "", domain="modelwarden.example", secure=True)
    assert thief.open("/models").heading == "Log in"


def test_a_session_ends_after_its_hours(browser: OpenBrowser, clock: Clock) -> None:
    rita = browser("rita")
    for _ in range(11):
        clock.now += timedelta(hours=1)
        assert rita.open("/models").heading == "Models"
    clock.now += timedelta(minutes=59)
    assert rita.open("/models").heading == "Models"
    clock.now += timedelta(minutes=1)
    assert rita.open("/models").heading == "Log in"


def test_a_session_that_nobody_uses_ends_sooner(browser: OpenBrowser, clock: Clock) -> None:
    rita = browser("rita")
    clock.now += timedelta(hours=1, minutes=59)
    assert rita.open("/models").heading == "Models"
    clock.now += timedelta(hours=1, minutes=59)
    assert rita.open("/models").heading == "Models"
    clock.now += timedelta(hours=2)
    assert rita.open("/models").heading == "Log in"


def test_a_changed_password_ends_every_session(browser: OpenBrowser, app: Flask) -> None:
    browsers = [browser("rita"), browser("rita")]
    client = app.test_client()
    issued = client.post("/api/v1/login", json={"username": "rita", "password": PASSWORD}).json or {}
    change = {"old_password": PASSWORD, "new_password": "another long password"}
    headers = {"Authorization": f"Bearer {issued['token']}"}
    assert client.post("/api/v1/me/password", json=change, headers=headers).status_code == 200
    assert [one.open("/models").heading for one in browsers] == ["Log in", "Log in"]
    assert client.get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "models",
        "/a\nb",
    ],
)
def test_logging_in_leads_nowhere_else(browser: OpenBrowser, elsewhere: str) -> None:
    rita = browser()
    rita.page = rita.open("/log-in")
    form = {**dict(rita.page.html.forms[0].form_values()), "username": "rita", "password": PASSWORD}
    answer = rita.client.post("/log-in", data=form | {"next": elsewhere}, base_url=SITE)
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_api_does_not_look_at_cookies(browser: OpenBrowser) -> None:
    rita = browser("rita")
    assert rita.client.get("/api/v1/models", base_url=SITE).status_code == 401
