"""Settings of a project: read by everybody in it, changed by those who may."""

from __future__ import annotations

import pytest

from tests.web.ui.browser import Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = pytest.mark.database

PATH = "/projects/retail-credit/settings"


def parameter(page: Page, name: str) -> list[str]:
    [row] = page.html.xpath(f"//tr[th/code = '{name}']")
    return [words_of(cell) for cell in row.iterfind("td")]


def test_everybody_in_the_project_reads_them(browser: OpenBrowser) -> None:
    page = browser("emil").open(PATH)
    assert parameter(page, "fairness.insufficient_groups")[1:] == ["the default", "tighten it"]
    assert "Rita (rita) risk reviewer" in words_of(page.html)
    assert "Set the roles" not in page.buttons
    assert "Save" not in page.buttons
    assert browser("olga").open(PATH).status == 404


def test_an_owner_tightens_a_value_and_is_told_when_it_does_not_count(browser: OpenBrowser) -> None:
    ada = browser("ada")
    ada.open(PATH)
    page = ada.press("Save the values", parameters='{"fairness.group_size_min": 70}')
    assert "The settings are saved." in page.text
    assert parameter(page, "fairness.group_size_min")[:2] == ["70", "the project"]
    page = ada.press("Save the values", parameters='{"fairness.group_size_min": 1}')
    assert "Not counted 1: a project may only tighten it" in parameter(page, "fairness.group_size_min")[0]
    assert ada.press("Save the values", parameters="{nonsense").status == 422
    assert "The parameters are not JSON." in ada.page.text


def test_an_owner_renames_and_raises_and_an_administrator_lowers(browser: OpenBrowser) -> None:
    ada, root = browser("ada"), browser("root")
    ada.open(PATH)
    page = ada.press("Save", title="Credit", packs="fairness, eu-ai-act")
    assert "Settings of Credit" in page.html.findtext(".//title")
    page = ada.open(PATH)
    assert ada.press("Save", risk_tier="minimal").status == 403
    root.open(PATH)
    assert "The settings are saved." in root.press("Save", risk_tier="minimal").text
    assert "Minimal risk" in ada.open(PATH).text


def test_roles_are_set_exactly_and_nobody_makes_themselves_a_reviewer(browser: OpenBrowser) -> None:
    ada = browser("ada")
    ada.open(PATH)
    page = ada.press("Set the roles", username="olga", role=["auditor", "contributor"])
    assert "Olga (olga) auditor, contributor" in words_of(page.html)
    ada.press("Set the roles", username="olga", role=[])
    assert "Olga" not in ada.page.text
    ada.open(PATH)
    assert ada.press("Set the roles", username="ada", role=["owner", "validator"]).status == 403
