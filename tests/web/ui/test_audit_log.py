"""The audit log as a page: filters that stay in the address, and the chain checked."""

from __future__ import annotations

import pytest

from tests.web.ui.browser import Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = pytest.mark.database


def actions(page: Page) -> list[str]:
    return [words_of(cell).split()[0] for cell in page.html.xpath("//tbody/tr/td[1]")]


def test_filters_narrow_the_log_and_stay_in_the_form(browser: OpenBrowser) -> None:
    root = browser("root")
    page = root.open("/events?action=user.created&project=")
    assert set(actions(page)) == {"user.created"}
    assert page.html.get_element_by_id("action").get("value") == "user.created"
    assert root.open("/events?action=user.created&since=2026-11-22").text.count("No event matches") == 1
    assert len(actions(root.open("/events?since=2026-11-21&until=2026-11-21"))) > 10
    assert set(actions(root.open("/projects/retail-credit/events?action=project.created"))) == {
        "project.created"
    }
    assert root.open("/events?since=yesterday").status == 422
    assert root.open("/events?promotion=none").status == 422


def test_the_chain_is_checked_for_whoever_looks(browser: OpenBrowser) -> None:
    otto = browser("otto")
    page = otto.open("/events")
    assert "The whole log hangs together." in page.text
    assert "Head: number" in page.text
    assert "The whole log hangs together." in otto.open("/events/verification").text


def test_who_may_read_no_log_is_told_who_may(browser: OpenBrowser) -> None:
    page = browser("emil").open("/events")
    assert page.status == 200
    assert "Owners, reviewers and auditors of a project read its log" in page.text
    assert browser("emil").open("/events?project=retail-credit").status == 403
