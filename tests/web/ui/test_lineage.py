"""The lineage page: a picture with links in the order of making, a table that says the same, and files."""

from __future__ import annotations

from typing import Any

import lxml.etree  # type: ignore[import-untyped]
import pytest

from registry.services.platform import Platform
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply
from tests.web.ui.browser import Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow]

VERSION = f"/models/{MODEL}/versions/1/lineage"
DATASET = f"/projects/{PROJECT}/datasets/training/versions/1/lineage"
SVG = "{http://www.w3.org/2000/svg}"


def title_of(node: Any) -> str:  # noqa: ANN401 - lxml has no types
    return str(node.findtext("title"))


def links_of(page: Page) -> list[str]:
    return [str(link.get("href")) for link in page.html.iterfind(".//svg//a")]


def test_the_picture_leads_from_data_to_what_runs_in_production(
    platform: Platform, people: People, journey: Journey, waiting: str, browser: OpenBrowser
) -> None:
    sign_and_apply(platform, people, journey, waiting)
    page = browser("otto").open(VERSION)
    picture = page.html.find(".//svg")
    assert picture.findtext("title") == f"Lineage of {MODEL} v1"
    named = [title_of(node) for node in picture.xpath(".//*[contains(@class, 'lineage-node')]")]
    place = {name.split(":")[0]: index for index, name in enumerate(named)}
    assert place["training v1"] < place["training run"] < place[f"{MODEL} v1"]
    assert place[f"{MODEL} v1"] < max(index for name, index in place.items() if name.startswith("@champion"))
    assert any(name.endswith("deployment, still there") for name in named)
    assert f"/projects/{PROJECT}/datasets/training/versions/1" in links_of(page)


def test_the_table_says_what_the_picture_shows(waiting: str, browser: OpenBrowser) -> None:
    assert waiting
    page = browser("otto").open(VERSION)
    lines = [str(line.findtext("title")) for line in page.html.find_class("lineage-line")]
    rows = [words_of(row) for row in page.html.iterfind(".//table/tbody/tr")]
    assert len(rows) == sum(len(line.split(", ")) for line in lines)
    assert any(row.startswith("training v1 dataset version training") for row in rows)


def test_hops_are_counted_and_what_lies_beyond_is_told(
    platform: Platform, people: People, journey: Journey, waiting: str, browser: OpenBrowser
) -> None:
    sign_and_apply(platform, people, journey, waiting)
    otto = browser("otto")
    near = otto.open(f"{DATASET}?hops=1")
    assert "It goes on beyond 1 hop" in near.text
    assert "+1 beyond" in words_of(near.html.find(".//svg"))
    assert "@champion" not in near.text
    whole = otto.open(DATASET)
    assert "@champion" in whole.text
    assert "It goes on beyond" not in whole.text
    assert (
        otto.open(f"{DATASET}?hops=99").html.findtext(".//nav[@aria-label='How far']//a[@aria-current]")
        == "3 hops"
    )
    assert otto.open(f"{DATASET}?hops=0").status == 422
    assert otto.open(f"{DATASET}?hops=many").status == 422


@pytest.mark.parametrize("address", [VERSION, DATASET])
def test_the_file_stands_alone(address: str, waiting: str, browser: OpenBrowser) -> None:
    assert waiting
    answer = browser("otto").open(f"{address}.svg").response
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"].endswith("-v1-lineage.svg")
    picture = lxml.etree.fromstring(answer.data)
    assert picture.tag == f"{SVG}svg"
    assert "--ink" in picture.findtext(f"{SVG}style")
    links = [str(link.get("href")) for link in picture.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("https://modelwarden.example/") for link in links)
