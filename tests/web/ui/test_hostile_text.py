"""Text that people type is shown as text, wherever it comes up."""

from __future__ import annotations

import pytest

from registry.contract.models import ChangeModel, CreateModel
from registry.contract.people import CreateUser, SetRoles
from registry.contract.projects import ChangeProject
from registry.services.context import open_unit
from registry.services.members import set_roles
from registry.services.models import change_model, create_model
from registry.services.platform import Platform
from registry.services.projects import change_project
from registry.services.users import create_user
from tests.services.people import PASSWORD, People
from tests.web.ui.browser import Browser, Page
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser

pytestmark = ON_SQLITE

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"""


@pytest.fixture
def hostile_model(platform: Platform, people: People) -> str:
    with open_unit(platform, people.root) as context:
        create_user(context, CreateUser(username="mallory", display_name=HOSTILE, password=PASSWORD))
        set_roles(context, "retail-credit", "mallory", SetRoles(roles=["owner"]))
    with open_unit(platform, people.mallory) as context:
        change_project(context, "retail-credit", ChangeProject(title=HOSTILE))
        create_model(context, CreateModel(project="retail-credit", name="m", risk_tier="high", owner=HOSTILE))
        said = dict.fromkeys(("intended_purpose", "on_call", "runbook", "fallback"), HOSTILE)
        change_model(context, "m", ChangeModel.model_validate(said | {"tags": {HOSTILE: HOSTILE}}))
    return "/models/m"


def assert_only_our_scripts(page: Page) -> None:
    for script in page.html.iter("script"):
        assert str(script.get("src")).startswith("/assets/")
        assert not script.text_content()


def assert_harmless(browser: Browser, path: str, *, shows: bool = True) -> None:
    page = browser.open(path)
    assert page.status < 500, path
    assert_only_our_scripts(page)
    assert all(str(source).startswith("/assets/") for source in page.html.xpath("//img/@src")), path
    if shows:
        assert HOSTILE in page.html.text_content(), path


def test_names_and_papers_are_escaped(browser: OpenBrowser, hostile_model: str) -> None:
    mallory = browser("mallory")
    for path in (hostile_model, "/models", "/projects", "/projects/retail-credit", "/people", "/jobs", "/"):
        # Their name stands in the head of every page.
        assert_harmless(mallory, path)
    rita = browser("rita")
    for path in (hostile_model, "/models", "/projects", "/projects/retail-credit", "/people"):
        assert_harmless(rita, path)
    assert_harmless(rita, "/projects/retail-credit/events", shows=False)


def test_what_stands_in_an_address_is_not_trusted(browser: OpenBrowser, hostile_model: str) -> None:
    assert hostile_model
    rita = browser("rita")
    query = {
        "person": HOSTILE,
        "action": HOSTILE,
        "state": HOSTILE,
        "note": HOSTILE,
        "back": HOSTILE,
        "next": HOSTILE,
    }
    for path in ("/projects/retail-credit/access", "/promotions", "/", "/log-in", "/jobs", "/no/such/page"):
        page = rita.client.get(path, query_string=query, base_url="https://modelwarden.example")
        assert "<script>" not in page.text, path
        assert "onerror=alert(2)>" not in page.text, path


def test_a_refused_log_in_shows_the_name_as_text(browser: OpenBrowser) -> None:
    stranger = browser()
    stranger.open("/log-in")
    page = stranger.press("Log in", username=HOSTILE, password="wrong")  # noqa: S106 - it is wrong
    assert page.status == 401
    assert page.html.get_element_by_id("username").get("value") == HOSTILE
    assert_only_our_scripts(page)
