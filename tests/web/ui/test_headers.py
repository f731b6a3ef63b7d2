"""What every answer tells the browser not to do."""

from __future__ import annotations

from flask import Flask

from tests.web.ui.addresses import addresses
from tests.web.ui.browser import SITE
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def test_every_answer_carries_the_headers(app: Flask, browser: OpenBrowser) -> None:
    rita = browser("rita")
    for address in [*addresses(app, "GET", ""), "/no/such/page", "/api/v1/nothing"]:
        with rita.client.get(address, base_url=SITE) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == POLICY, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        # The installation's own address is https, so browsers are told to stay there.
        assert headers["Strict-Transport-Security"] == "max-age=31536000", address


def test_only_the_files_of_the_pages_are_kept_by_caches(browser: OpenBrowser) -> None:
    rita = browser("rita")
    kept = {}
    for address in ("/", "/api/v1/models", "/assets/tokens.css"):
        with rita.client.get(address, base_url=SITE) as answer:
            kept[address] = answer.headers["Cache-Control"]
    assert (kept["/"], kept["/api/v1/models"]) == ("no-store", "no-store")
    assert kept["/assets/tokens.css"] == "no-cache"
