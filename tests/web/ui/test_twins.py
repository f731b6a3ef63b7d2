"""Every page has its `.json` twin, or a reason why it has none."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from registry.contract.models import CreateModel
from registry.services.context import open_unit
from registry.services.models import create_model
from registry.web.ui.twins import WITHOUT_TWIN
from tests.services.people import People
from tests.web.ui.browser import SITE
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE


def test_every_page_has_a_twin_or_a_reason(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("ui.")]
    fetched = {rule.rule: rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    twins = {rule for rule, endpoint in fetched.items() if endpoint.endswith("_json")}
    pages = {rule for rule, endpoint in fetched.items() if endpoint not in WITHOUT_TWIN} - twins
    assert len(pages) >= 20
    assert twins == {f"{rule}.json" for rule in pages}
    assert set(WITHOUT_TWIN) <= set(fetched.values())
    assert all(reason.endswith(".") for reason in WITHOUT_TWIN.values())


def test_a_twin_says_what_its_page_shows_and_keeps_its_filters(browser: OpenBrowser) -> None:
    rita = browser("rita")
    page = rita.open("/promotions?state=open&note=checked")
    [address] = page.html.xpath("//link[@rel='alternate']/@href")
    assert address == "/promotions.json?state=open"
    told: dict[str, Any] = json.loads(rita.open(address).response.text)
    assert told["page"] == "/promotions"
    assert told["as_of"].endswith("Z")
    assert told["state"] == "open"
    assert told["requests"] == {"items": [], "next": ""}


def test_what_is_wrong_is_a_problem_document_there(browser: OpenBrowser) -> None:
    answer = browser("rita").open("/models/nothing.json").response
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_stranger_is_asked_to_log_in_and_a_part_that_looks_again_is_told(app: Flask) -> None:
    stranger = app.test_client()
    assert stranger.get("/models.json", base_url=SITE).location == "/log-in?next=/models.json"
    polled = stranger.get("/models?part=live", base_url=SITE, headers={"HX-Request": "true"})
    assert polled.status_code == 401


def test_a_model_whose_name_ends_like_a_twin_keeps_its_page(browser: OpenBrowser, people: People) -> None:
    with open_unit(people.platform, people.emil) as context:
        for name in ("scores", "scores.json"):
            create_model(context, CreateModel(project="retail-credit", name=name, risk_tier="minimal"))
    emil = browser("emil")
    assert emil.open("/models/scores.json").heading == "scores.json"
    assert json.loads(emil.open("/models/scores.json.json").response.text)["model"]["name"] == "scores.json"
