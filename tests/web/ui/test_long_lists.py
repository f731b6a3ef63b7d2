"""Lists that are longer than a page: links lead through them, and each thing is on one page."""

from __future__ import annotations

import pytest

from registry.contract.paging import MAX_LIMIT
from registry.services.platform import Platform
from tests.crowd import DATASET, MODEL, PROJECT, PROJECTS, fill_many
from tests.services.people import ROLES
from tests.web.ui.browser import Browser, Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow]

COUNT = 2 * MAX_LIMIT + 20
HALF = COUNT // 2
ROW, ITEM = "tbody/tr", "ul[@class='list']/li"
# Where, what the link says, in which section (none when it is the page's only list), what a row is, how many.
LISTS = [
    ("/models", "models", "", ROW, COUNT),
    ("/projects", "projects", "", ROW, PROJECTS + 1),
    ("/people", "people", "", ROW, COUNT + len(ROLES) + 1),
    ("/promotions", "requests", "", ITEM, COUNT),
    ("/promotions?state=applied", "requests", "", ITEM, HALF),
    ("/jobs", "jobs", "", ROW, COUNT),
    (f"/projects/{PROJECT}/datasets", "datasets", "", ROW, HALF),
    (f"/projects/{PROJECT}/datasets/{DATASET}", "versions", "", ROW, HALF),
    (f"/projects/{PROJECT}", "models", "models", ITEM, HALF),
    (f"/projects/{PROJECT}", "members", "members", ROW, COUNT + len(ROLES) - 1),
    (f"/projects/{PROJECT}", "environments", "environments", ROW, PROJECTS + 2),
    (f"/models/{MODEL}/versions", "versions", "versions-heading", ROW, HALF),
    (f"/models/{MODEL}/promotions", "requests", "requests-heading", ITEM, HALF),
    (f"/models/{MODEL}/promotions", "moves", "history-heading", ROW, HALF),
    (f"/models/{MODEL}/promotions", "waivers", "waivers-heading", ITEM, HALF),
    (f"/models/{MODEL}/settings", "environments", "protection-heading", ROW, PROJECTS + 2),
    (f"/models/{MODEL}/versions/1", "evidence", "evidence", ROW, HALF),
    (f"/models/{MODEL}/versions/1", "reports", "reports-heading", ITEM, HALF),
]


def rows(page: Page, section: str, row: str) -> list[str]:
    within = f"//section[@aria-labelledby='{section}']" if section else "//main"
    return [words_of(one) for one in page.html.xpath(f"{within}//{row}")]


def following(page: Page, what: str) -> str:
    found = [a for a in page.html.iterfind(".//a[@rel='next']") if words_of(a) == f"More {what}"]
    assert len(found) <= 1
    return str(found[0].get("href")) if found else ""


def walk(browser: Browser, address: str, what: str, section: str, row: str) -> list[int]:
    """How many rows each page has, from the first to the last."""
    sizes = []
    while address:
        page = browser.open(address)
        assert page.status == 200, (address, page.text[:300])
        sizes.append(len(rows(page, section, row)))
        assert bool(section) is ("#" in address) or len(sizes) == 1
        address = following(page, what)
        assert len(sizes) < 10, "links lead in a circle"
    return sizes


def test_links_lead_through_every_long_list(platform: Platform, browser: OpenBrowser) -> None:
    root = browser("root")
    fill_many(platform, COUNT)
    for address, what, section, row, count in LISTS:
        sizes = walk(root, address, what, section, row)
        assert sum(sizes) == count, (address, what, sizes)
        assert sizes[:-1] == [MAX_LIMIT] * (len(sizes) - 1), (address, what, sizes)
        assert len(sizes) > 1, (address, what)


def test_no_page_shows_what_another_has_shown(platform: Platform, browser: OpenBrowser) -> None:
    root = browser("root")
    fill_many(platform, COUNT)
    names: list[str] = []
    address = "/models"
    while address:
        page = root.open(address)
        names += [words_of(one) for one in page.html.xpath("//tbody/tr/th")]
        assert f"{MAX_LIMIT} models on this page" in page.text or not following(page, "models")
        address = following(page, "models")
    assert len(names) == len(set(names)) == COUNT
    assert names == sorted(names)


def test_a_link_keeps_the_filter_and_a_broken_one_is_told(platform: Platform, browser: OpenBrowser) -> None:
    root = browser("root")
    fill_many(platform, COUNT)
    page = root.open("/promotions?state=applied&note=checked")
    link = following(page, "requests")
    assert "state=applied" in link
    assert "note=" not in link
    assert root.open("/promotions?cursor=gibberish").status == 422
    assert root.open(f"/promotions?cursor={'x' * 2000}").status == 422
    assert root.open(link.replace("state=applied", "state=withdrawn")).status == 422
