"""Errors are pages too: what, why, what to do, and the right status."""

from __future__ import annotations

import pytest

from tests.web.ui.browser import SITE
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE


def test_an_unknown_address_is_a_page(browser: OpenBrowser) -> None:
    page = browser("rita").open("/nothing/here")
    assert (page.status, page.heading) == (404, "There is no such page.")
    assert "Why:" in page.text
    assert "What to do:" in page.text
    assert "Rita" in page.text
    assert browser().open("/nothing/here").status == 404


def test_an_unknown_address_of_the_api_stays_a_problem_document(browser: OpenBrowser) -> None:
    answer = browser().client.get("/api/v1/nothing", base_url=SITE)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    answer = browser().client.get("/api/v1/login", base_url=SITE)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/models/no-such-model", 404),
        ("/promotions/not-an-id", 404),
        ("/promotions/01890a5d-ac96-774b-bcce-b302099a8057", 404),
        ("/evidence/sha256:" + "0" * 64, 404),
        ("/evidence/not-a-digest", 422),
        ("/promotions?state=lost", 422),
        ("/projects/retail-credit/access?person=emil&action=fly", 422),
        ("/projects/retail-credit/access?person=nobody&action=model.write", 403),
        ("/log-out", 405),
    ],
)
def test_what_does_not_exist_or_makes_no_sense_is_explained(
    browser: OpenBrowser, path: str, status: int
) -> None:
    page = browser("rita").open(path)
    assert page.status == status
    assert page.heading.endswith(".")


def test_who_may_not_read_the_audit_log_learns_whom_to_ask(browser: OpenBrowser) -> None:
    page = browser("emil").open("/projects/retail-credit/events")
    assert (page.status, page.heading) == (403, "emil may not do audit.read.")
    assert "Their roles here (contributor) do not permit it." in page.text
    assert "Ask somebody with the role 'owner' or 'validator'" in page.text


def test_access_is_explained(browser: OpenBrowser) -> None:
    page = browser("otto").open("/projects/retail-credit/access?person=emil&action=promotion.review")
    assert "emil may not do promotion.review in retail-credit." in page.text
    assert "Roles that may: validator, risk reviewer and legal reviewer." in page.text
