"""One's own tokens on their page: the secret is shown once, and a revoked token opens nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.services.people import PASSWORD
from tests.web.ui.browser import SITE, Browser
from tests.web.ui.conftest import OpenBrowser

pytestmark = pytest.mark.database


NEW = "another long password"


def make(browser: Browser, **fields: object) -> str:
    browser.open("/tokens")
    page = browser.press("Make the token", **({"name": "ci", "scope": "read"} | fields))
    assert page.status == 201, page.text
    [secret] = page.html.find_class("secret")
    return str(secret.text_content())


def ask(app: Flask, token: str, path: str = "/api/v1/me") -> int:
    client = app.test_client()
    return client.get(path, base_url=SITE, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_is_shown_once_and_works_until_it_is_revoked(browser: OpenBrowser, app: Flask) -> None:
    emil = browser("emil")
    secret = make(emil, project="retail-credit", hours="8")
    assert ask(app, secret) == 200
    assert ask(app, secret, "/api/v1/projects/retail-credit") == 200
    page = emil.open("/tokens")
    assert secret not in page.response.text
    assert secret.rpartition("_")[2] not in page.response.text
    assert "ci" in page.text
    told = emil.press("Revoke ci")
    assert "Whatever used it is refused from now on." in told.text
    assert "Revoked" in told.text
    assert ask(app, secret) == 401


def test_a_token_has_the_scopes_that_were_ticked(browser: OpenBrowser, app: Flask) -> None:
    secret = make(browser("emil"), scope=["read", "write"])
    client = app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    [mine] = [
        one
        for one in (client.get("/api/v1/tokens", base_url=SITE, headers=headers).json or {})["items"]
        if one["name"] == "ci"
    ]
    assert mine["scopes"] == ["read", "write"]


def test_a_token_for_any_other_time_or_scope_is_refused(browser: OpenBrowser) -> None:
    emil = browser("emil")
    emil.open("/tokens")
    assert emil.press("Make the token", name="x", hours="100000").status == 422
    emil.open("/tokens")
    assert emil.press("Make the token", name="x", scope="everything").status == 422
    assert "No tokens yet." in emil.open("/tokens").text


def test_nobody_revokes_the_token_of_another(browser: OpenBrowser, app: Flask) -> None:
    emil, rita = browser("emil"), browser("rita")
    secret = make(emil)
    page = emil.open("/tokens")
    [action] = [str(form.action) for form in page.html.forms if str(form.action).endswith("/revoke")]
    rita.open("/tokens")
    [csrf] = {str(one) for one in rita.page.html.xpath("//input[@name='csrf_token']/@value")}
    assert rita.send(action, {"csrf_token": csrf}).status == 404
    assert ask(app, secret) == 200


def test_a_new_password_ends_every_log_in_also_this_one(browser: OpenBrowser, app: Flask) -> None:
    rita = browser("rita")
    secret = make(rita)
    rita.open("/password")
    assert rita.press("Change the password", old_password=NEW, new_password=NEW).status == 403
    assert rita.open("/password").heading == "Your password"
    page = rita.press("Change the password", old_password=PASSWORD, new_password=NEW)
    assert page.heading == "Log in"
    assert "Your password is changed." in page.text
    assert rita.cookie() is None
    assert ask(app, secret) == 401
    stranger = browser()
    assert stranger.log_in("rita").status == 401
    assert stranger.log_in("rita", NEW).path == "/"
