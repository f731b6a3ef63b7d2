"""The pages of models: facets in the address, tabs, comparison and readiness."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registry.app import create_app
from registry.contract.models import CreateModel, MoveAlias, VersionView
from registry.evidence.requests import EvidenceResult
from registry.gate.client import GateClient
from registry.gate.endpoint import HttpEndpoint
from registry.services.aliases import set_alias
from registry.services.context import Actor, open_unit
from registry.services.models import create_model
from registry.services.platform import Platform
from tests.services.credit import Credit
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply
from tests.web.ui.browser import Browser, Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow]

Evaluated = Callable[[Actor, Credit, list[EvidenceResult]], VersionView]


def section(page: Page, name: str) -> str:
    [found] = page.html.xpath(f"//section[@id='{name}']")
    return words_of(found)


@pytest.fixture
def champion(
    platform: Platform,
    people: People,
    journey: Journey,
    waiting: str,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Evaluated,
) -> str:
    """Version 1 is in production, version 2 treats the young worse; another model is nowhere."""
    sign_and_apply(platform, people, journey, waiting)
    evaluated(people.emil, unfair, unfair_results)
    with open_unit(platform, people.emil) as context:
        other = CreateModel(project=PROJECT, name="churn", risk_tier="limited", owner="=cmd|'calc'!A0")
        create_model(context, other)
        set_alias(context, MODEL, "shadow", MoveAlias(version=2))
    return waiting


@pytest.mark.usefixtures("champion")
def test_the_list_is_narrowed_by_links_that_keep_each_other(browser: OpenBrowser) -> None:
    page = browser("otto").open("/models")
    assert "2 models in the projects that you may read" in page.text
    assert "Policy in force" in page.text
    assert "/models?policy=in_force" in page.links
    page = browser("otto").open("/models?risk_tier=high")
    assert "1 model, filtered" in page.text
    assert "/models?risk_tier=high&policy=in_force" in page.links
    assert "/models" in page.links
    assert "churn" not in words_of(page.html.find(".//tbody"))
    [line] = [words_of(code) for code in page.html.iter("code") if "model list" in words_of(code)]
    assert line == "modelwarden model list --risk-tier high"
    assert "No model matches" in browser("otto").open("/models?owner=nobody").text
    assert browser("otto").open("/models?policy=gibberish").status == 422
    assert browser("otto").open("/models?environment=the-moon").status == 404


@pytest.mark.usefixtures("champion")
def test_a_form_without_a_script_filters_by_name_and_keeps_the_rest(browser: OpenBrowser) -> None:
    otto = browser("otto")
    page = otto.open("/models?risk_tier=high")
    [form] = page.html.xpath("//form[@action='/models']")
    assert dict(form.form_values()) == {"risk_tier": "high", "name_prefix": ""}
    assert MODEL in otto.open("/models?risk_tier=high&name_prefix=credit").text
    assert "No model matches" in otto.open("/models?risk_tier=high&name_prefix=churn").text
    assert MODEL in otto.open("/models?risk_tier=&name_prefix=").text


@pytest.mark.usefixtures("champion")
def test_the_list_is_there_as_csv_whose_cells_run_nothing_and_as_json(browser: OpenBrowser) -> None:
    otto = browser("otto")
    answer = otto.open("/models.csv?risk_tier=limited").response
    assert answer.mimetype == "text/csv"
    head, row = csv.reader(io.StringIO(answer.text))
    assert head[:4] == ["model", "project", "owner", "risk_tier"]
    assert row[:5] == ["churn", PROJECT, "'=cmd|'calc'!A0", "limited", "0"]
    [_, *rows] = csv.reader(io.StringIO(otto.open("/models.csv").response.text))
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("churn", "", "none"),
        (MODEL, "production=1", "in_force"),
    ]
    told: Any = otto.open("/models.json?policy=in_force").response.json
    assert [one["name"] for one in told["models"]["items"]] == [MODEL]


@pytest.mark.usefixtures("champion")
def test_the_overview_holds_the_candidate_against_the_champion(browser: OpenBrowser) -> None:
    page = browser("otto").open(f"/models/{MODEL}")
    assert "Policy in force" in section(page, "deployed")
    rivals = section(page, "rivals")
    assert "version 2 is the newest" in rivals
    assert "Worse" in rivals
    assert f"/models/{MODEL}/compare/1...2" in page.links
    [tabs] = page.html.xpath(f"//nav[@aria-label='About {MODEL}']")
    here = [words_of(link) for link in tabs.iter("a") if link.get("aria-current")]
    assert here == ["Overview"]
    for link in tabs.iter("a"):
        tab = browser("otto").open(str(link.get("href")))
        assert (tab.status, tab.heading) == (200, MODEL)
        [current] = [
            a
            for a in tab.html.iter("a")
            if a.get("aria-current") == "page" and a.get("href") == link.get("href")
        ]
        assert words_of(current) == words_of(link)


@pytest.mark.usefixtures("champion")
def test_two_versions_are_compared_at_an_address_of_their_own(browser: OpenBrowser) -> None:
    otto = browser("otto")
    otto.open(f"/models/{MODEL}/versions")
    page = otto.open(f"/models/{MODEL}/compare?before=1&after=2")
    assert page.path == f"/models/{MODEL}/compare/1...2"
    performance = {
        words_of(row.find("th")).split(" higher")[0]: [words_of(cell) for cell in row.iterfind("td")]
        for row in page.html.xpath("//section[@id='performance']//tbody/tr")
    }
    before, after, change, direction, sure = performance["Accuracy"]
    assert float(after) < float(before)
    assert change.startswith("-")
    assert direction == "▼ Worse"
    assert sure.startswith("Beyond chance")
    assert "model.onnx changed" in section(page, "files")
    assert "the same content" in section(page, "data")
    assert otto.open(f"/models/{MODEL}/compare/1...9").status == 404
    assert otto.open(f"/models/{MODEL}/compare?before=1&after=x").status == 422
    told: Any = otto.open(f"/models/{MODEL}/compare/1...2.json").response.json
    assert told["view"]["model"] == MODEL


@pytest.mark.usefixtures("champion")
def test_a_version_says_what_the_gate_would_say_and_how_to_mend_it(browser: OpenBrowser) -> None:
    page = browser("emil").open(f"/models/{MODEL}/versions/2")
    told = section(page, "readiness")
    assert "Denied" in told
    assert "FAIR-001" in told
    address = f"/models/{MODEL}/versions/2/readiness/production"
    assert address in page.links
    page = browser("emil").open(address)
    assert page.heading == "Ready for production?"
    assert "The gate would refuse it" in page.text
    assert "Version 1 is there now." in page.text
    assert "To mend it:" in section(page, "failing")
    assert browser("emil").open("/promotions?state=open").text.count("version 2") == 0


def test_from_readiness_to_a_request(browser: OpenBrowser, champion: str) -> None:
    assert champion
    emil = browser("emil")
    emil.open(f"/models/{MODEL}/versions/2/readiness/production")
    page = emil.press("Open a promotion request", reason="To see it refused")
    assert page.path.startswith("/promotions/")
    again = emil.open(f"/models/{MODEL}/versions/2/readiness/production")
    assert "A request for it is open" in again.text


@pytest.mark.usefixtures("champion")
def test_a_version_is_readable_while_the_gate_is_away_and_says_so(platform: Platform) -> None:
    away = replace(platform, gate=GateClient(HttpEndpoint(url="http://127.0.0.1:9"), seconds=1.0))
    otto = Browser(create_app(away, bundle_token="x"))  # noqa: S106 - opens nothing
    otto.log_in("otto")
    page = otto.open(f"/models/{MODEL}/versions/1")
    assert page.status == 200
    told = section(page, "readiness")
    assert "The gate could not be asked." in told
    assert "neither a pass nor a fail" in told
    assert otto.open(f"/models/{MODEL}/versions/1/readiness/production").status == 503


@pytest.mark.usefixtures("people")
def test_a_model_without_versions_teaches_on_every_tab(browser: OpenBrowser, people: People) -> None:
    with open_unit(people.platform, people.emil) as context:
        create_model(context, CreateModel(project=PROJECT, name="fresh", risk_tier="high"))
    otto = browser("otto")
    for tab in ("", "/versions", "/lineage", "/card"):
        page = otto.open(f"/models/fresh{tab}")
        assert page.status == 200
        assert "modelwarden version register fresh DIRECTORY" in page.text, tab
    assert "modelwarden promote open fresh" in otto.open("/models/fresh/promotions").text
    assert otto.open("/models/fresh/lineage?version=x").status == 422
    assert otto.open("/models/fresh/lineage?version=7").status == 404
