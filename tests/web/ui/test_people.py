"""People, and why somebody can or can't do something."""

from __future__ import annotations

import pytest

from tests.services.people import PASSWORD
from tests.web.ui.conftest import OpenBrowser

pytestmark = pytest.mark.database


def test_an_administrator_adds_a_person_and_keeps_them_out_again(browser: OpenBrowser) -> None:
    root = browser("root")
    root.open("/people")
    page = root.press("Add the person", username="nora", display_name="Nora", password=PASSWORD)
    assert "The person is added." in page.text
    assert browser("nora").open("/models").heading == "Models"
    assert "The person's access is changed." in root.press("Keep out nora").text
    assert browser().log_in("nora").status == 401
    root.press("Let in nora")
    assert browser("nora").page.path == "/"


def test_who_is_no_administrator_has_no_form_for_it_and_may_not(browser: OpenBrowser) -> None:
    emil = browser("emil")
    page = emil.open("/people")
    assert not any(label.startswith(("Keep out", "Add the")) for label in page.buttons)
    [csrf] = {str(one) for one in page.html.xpath("//input[@name='csrf_token']/@value")}
    assert emil.send("/people/rita", {"csrf_token": csrf, "active": "no"}).status == 403


def test_why_somebody_can_or_cannot_is_told_from_the_page_of_people(browser: OpenBrowser) -> None:
    otto = browser("otto")
    page = otto.open("/why?project=retail-credit&person=emil&action=promotion.review")
    assert page.path == "/projects/retail-credit/access"
    assert "emil may not do promotion.review in retail-credit." in page.text
    assert "Roles that may: validator, risk reviewer" in page.text
    page = otto.open("/why?project=retail-credit&person=rita&action=promotion.review")
    assert "rita may do promotion.review in retail-credit." in page.text
    assert otto.open("/why").path == "/people"
    assert browser("emil").open("/why?project=retail-credit&person=rita&action=audit.read").status == 403


def test_why_is_also_told_of_one_request(browser: OpenBrowser, waiting: str) -> None:
    asked = f"person=rita&action=promotion.review&promotion={waiting}"
    page = browser("otto").open(f"/projects/retail-credit/access?{asked}")
    assert "rita may do promotion.review" in page.text
    assert page.html.get_element_by_id("promotion").get("value") == waiting
    assert browser("otto").open("/projects/retail-credit/access?person=rita&promotion=x").status == 404
