"""Forms that another site had a browser send."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.services.promotions import get_promotion
from registry.web.edge import as_id
from tests.services.people import PASSWORD, People
from tests.web.ui.addresses import addresses
from tests.web.ui.browser import SAME_ORIGIN, SITE, Browser
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE

REFUSED = "The form was not taken."


def secret_of(browser: Browser) -> str:
    return str(browser.open("/").html.xpath("//input[@name='csrf_token']/@value")[0])


def test_no_form_is_taken_without_the_sessions_secret(app: Flask, browser: OpenBrowser) -> None:
    rita, emil = browser("rita"), browser("emil")
    forms = [address for address in addresses(app, "POST") if address != "/log-in"]
    assert len(forms) >= 12
    for address in forms:
        for secret in ("", "wrong", "ä", secret_of(emil)):
            page = rita.send(address, {"csrf_token": secret})
            assert (page.status, page.heading) == (403, REFUSED), (address, secret)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://modelwarden.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": SITE},
    ],
)
def test_no_form_is_taken_that_another_site_sent(
    app: Flask, browser: OpenBrowser, headers: dict[str, str]
) -> None:
    rita = browser("rita")
    secret = secret_of(rita)
    for address in addresses(app, "POST"):
        page = rita.send(address, {"csrf_token": secret}, headers)
        assert (page.status, page.heading) == (403, REFUSED), address
    assert rita.open("/").heading == "Inbox"


def test_a_browser_that_says_nothing_of_where_it_comes_from_needs_the_secret(browser: OpenBrowser) -> None:
    rita = browser("rita")
    assert rita.send("/log-out", {"csrf_token": "wrong"}, {}).status == 403
    assert rita.send("/log-out", {"csrf_token": secret_of(rita)}, {}).heading == "Log in"


@pytest.mark.parametrize("secret", ["", "guessed"])
def test_nobody_is_logged_in_by_another_site(browser: OpenBrowser, secret: str) -> None:
    victim = browser()
    victim.open("/log-in")
    data = {"csrf_token": secret, "username": "emil", "password": PASSWORD}
    assert victim.send("/log-in", data).status == 403
    assert victim.cookie() is None


def test_a_form_whose_session_has_ended_says_so(browser: OpenBrowser) -> None:
    stranger = browser()
    page = stranger.send("/promotions/x/apply", {"csrf_token": "x"}, SAME_ORIGIN)
    assert (page.status, page.heading) == (401, "You are not logged in.")


def test_a_nul_in_a_form_is_refused(browser: OpenBrowser) -> None:
    """PostgreSQL keeps none, so that it would be an error of ours there."""
    emil = browser("emil")
    secret = secret_of(emil)
    for name in ("reason", "environment"):
        fields = {"csrf_token": secret, "reason": "Better", "environment": "staging", "back": "/models"}
        page = emil.send("/models/m/rollback", fields | {name: "a\0b"})
        assert (page.status, page.heading) == (422, "The form is not valid: a text in it holds a NUL.")
        assert f"At /{name}." in page.text
        assert "/models" in page.links


@pytest.mark.slow
def test_a_forged_withdrawal_changes_nothing(
    platform: Platform, people: People, browser: OpenBrowser, waiting: str
) -> None:
    emil = browser("emil")
    assert emil.send(f"/promotions/{waiting}/withdraw", {"csrf_token": "guessed"}).status == 403
    with open_unit(platform, people.emil, read_only=True) as context:
        assert get_promotion(context, as_id(waiting)).request.state == "open"
