"""A version's way through the gate with nothing but pages and forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.contract.models import VersionView
from registry.contract.people import SetRoles
from registry.evidence.requests import EvidenceResult
from registry.services.context import Actor, open_unit
from registry.services.members import set_roles
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People
from tests.web.ui.browser import SITE, Browser, Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow]

Evaluated = Callable[[Actor, Credit, list[EvidenceResult]], VersionView]


def banner(page: Page) -> str:
    [found] = page.html.find_class("banner")
    return words_of(found)


def request_promotion(emil: Browser, version: int) -> Page:
    emil.open(f"/models/{MODEL}/versions/{version}")
    return emil.press("Ask the gate", environment="production", reason="It is better than nothing.")


def sign(reviewer: Browser, path: str, verdict: str) -> Page:
    reviewer.open(path)
    return reviewer.press("Sign the review", verdict=verdict)


def test_a_refused_version_shows_what_failed_and_cannot_be_moved(
    journey: Journey,
    people: People,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Evaluated,
    browser: OpenBrowser,
) -> None:
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    emil = browser("emil")
    page = request_promotion(emil, 1)
    assert banner(page).startswith("✗ Refused")
    failing = [words_of(card) for card in page.html.find_class("finding")]
    [parity] = [card for card in failing if card.startswith("FAIR-001")]
    # The model takes 3 off the log-odds of the young: both the figures and the exact limit are shown.
    assert "age_band: demographic parity ratio Actual 0." in parity
    assert "Limit at least 0.8000 (4/5)" in parity
    assert "How to mend it" in parity
    assert page.buttons["Move @champion to version 1"].get("disabled") is not None
    assert "FAIR-001 Demographic parity ratio: violated." in page.text
    [card] = [card for card in page.html.find_class("finding") if words_of(card).startswith("FAIR-001")]
    check, evidence = (str(link) for link in card.xpath(".//a/@href")[:2])
    assert check == f"{page.path}/checks/FAIR-001"
    address, _, anchor = evidence.partition("#")
    assert "Demographic parity ratio" in emil.open(address).html.get_element_by_id(anchor).text_content()
    assert "Refused by the gate" in browser("otto").open("/").text


def test_a_version_is_signed_by_two_people_and_applied(waiting: str, browser: OpenBrowser) -> None:
    path = f"/promotions/{waiting}"
    emil, rita, leo = browser("emil"), browser("rita"), browser("leo")
    assert path in rita.open("/").links
    assert path not in emil.open("/").links
    page = emil.open(path)
    assert banner(page).startswith("◔ Waiting No check stands against it; still owed: ")
    assert "Sign the review" not in page.buttons

    page = sign(rita, path, "approve")
    assert "Your review is signed" in page.text
    assert f"approve that {MODEL} version 1 goes to production." in page.text
    assert page.buttons["Move @champion to version 1"].get("disabled") is not None
    assert path not in rita.open("/").links

    page = sign(leo, path, "approve")
    assert banner(page).startswith("✓ Ready")
    assert "You may not apply it: that is for owner and contributor." in page.text
    emil.open(path)
    page = emil.press("Move @champion to version 1")
    assert "the alias has moved" in page.text
    assert banner(page).startswith("✓ Applied emil moved @champion to version 1 on ")
    assert "approved by rita and leo." in banner(page)
    assert not {"Sign the review", "Withdraw the request", "Check again"} & set(page.buttons)
    assert "@champion version 1" in emil.open(f"/models/{MODEL}").text


def test_whoever_worked_on_a_version_is_told_why_they_cannot_review_it(
    journey: Journey, people: People, waiting: str, browser: OpenBrowser
) -> None:
    with open_unit(journey.platform, people.ada) as context:
        set_roles(context, "retail-credit", "emil", SetRoles(roles=["contributor", "risk_reviewer"]))
    page = browser("emil").open(f"/promotions/{waiting}")
    assert "emil has worked on this version and cannot review it." in page.text
    assert "Sign the review" not in page.buttons


def test_a_review_falls_visibly_when_the_evidence_changes(
    journey: Journey,
    people: People,
    waiting: str,
    browser: OpenBrowser,
    repaired: Credit,
) -> None:
    rita = browser("rita")
    sign(rita, f"/promotions/{waiting}", "approve")
    journey.evaluate(people.emil, repaired, 1)
    page = rita.open(f"/promotions/{waiting}")
    assert "This review counts no more. The evidence has changed since it was signed." in page.text
    assert f"/promotions/{waiting}" in rita.open("/").links


def test_an_objection_that_fell_is_said_to_be_open_still(
    journey: Journey, people: People, repaired: Credit, waiting: str, browser: OpenBrowser
) -> None:
    rita = browser("rita")
    sign(rita, f"/promotions/{waiting}", "request_changes")
    journey.evaluate(people.emil, repaired, 1)
    page = rita.open(f"/promotions/{waiting}")
    assert "This review has fallen. The evidence has changed since it was signed." in page.text
    assert "The objection is open until rita reviews this version again." in page.text
    assert "made on earlier evidence, under an earlier policy or in another request" in page.text


def test_the_form_says_what_the_signature_will_be_bound_to(
    journey: Journey, people: People, waiting: str, browser: OpenBrowser
) -> None:
    rita = browser("rita")
    page = rita.open(f"/promotions/{waiting}")
    review = journey.sign(people.rita, waiting, "risk_reviewer").reviews[0]
    said = (
        f"on version digest {review.version_digest[7:19]}, {len(review.evidence_digests)} pieces of evidence"
    )
    assert f"{said} and policy {review.policy_revision}." in page.text


def test_a_decision_that_was_replaced_meanwhile_is_not_signed(waiting: str, browser: OpenBrowser) -> None:
    rita, leo = browser("rita"), browser("leo")
    rita.open(f"/promotions/{waiting}")
    sign(leo, f"/promotions/{waiting}", "request_changes")
    page = rita.press("Sign the review", verdict="approve")
    assert (page.status, page.heading) == (409, "The request has been judged again since you looked.")
    assert f"/promotions/{waiting}" in page.links
    # Nothing of what she wrote is lost.
    written = [str(one.text) for one in page.html.iter("textarea")]
    assert any(text.endswith("approve that credit-scoring version 1 goes to production.") for text in written)


def test_a_part_is_sent_only_when_something_has_changed(waiting: str, browser: OpenBrowser) -> None:
    rita, leo = browser("rita"), browser("leo")
    page = rita.open(f"/promotions/{waiting}")
    [address] = page.html.xpath("//*[@id='part-live']/@hx-get")
    assert rita.client.get(address, base_url=SITE).status_code == 204
    sign(leo, f"/promotions/{waiting}", "approve")
    part = rita.client.get(address, base_url=SITE)
    assert (part.status_code, "<html" in part.text) == (200, False)
    assert "leo, legal reviewer: approved." in part.text


def test_every_check_stands_in_one_pack_and_leads_to_its_page(waiting: str, browser: OpenBrowser) -> None:
    page = browser("rita").open(f"/promotions/{waiting}")
    packs = [words_of(one.find("summary")) for one in page.html.find_class("pack")]
    assert [one.split()[0] for one in packs] == ["core", "fairness", "ranking"]
    listed = [str(link) for link in page.html.xpath("//*[@class='check-list']//a/@href")]
    assert len(listed) == len(set(listed)) == 26
    assert all(link.startswith(f"/promotions/{waiting}/checks/") for link in listed)


def test_the_glass_is_broken_by_two_people_and_loudly(waiting: str, browser: OpenBrowser) -> None:
    path = f"/promotions/{waiting}"
    ada, rita = browser("ada"), browser("rita")
    ada.open(path)
    page = ada.press("Ask to break the glass", reason="The old model is down and nobody can decide.")
    confirm = "Confirm: move @champion to version 1 in spite of the gate"
    assert confirm not in page.buttons
    assert path in rita.open("/").links
    rita.open(path)
    page = rita.press(confirm)
    assert banner(page).startswith("! Applied under break-glass The gate did not allow it yet; still owed: ")
    assert "ada and rita took it on themselves to move @champion to version 1 on " in banner(page)


def test_glass_is_not_broken_on_a_decision_that_was_replaced_meanwhile(
    waiting: str, browser: OpenBrowser
) -> None:
    path = f"/promotions/{waiting}"
    ada, leo, rita = browser("ada"), browser("leo"), browser("rita")
    ada.open(path)
    ada.press("Ask to break the glass", reason="The old model is down and nobody can decide.")
    rita.open(path)
    sign(leo, path, "request_changes")
    page = rita.press("Confirm: move @champion to version 1 in spite of the gate")
    assert (page.status, page.heading) == (409, "What you would answer for has changed since you looked.")
    assert path in page.links


def test_a_reason_that_is_too_short_is_explained(waiting: str, browser: OpenBrowser) -> None:
    ada = browser("ada")
    ada.open(f"/promotions/{waiting}")
    page = ada.press("Ask to break the glass", reason="now")
    assert page.status == 422
    assert "at least 20 characters" in page.text
    assert f"/promotions/{waiting}" in page.links


def test_a_request_is_checked_again_withdrawn_and_asked_for_anew(waiting: str, browser: OpenBrowser) -> None:
    emil = browser("emil")
    emil.open(f"/promotions/{waiting}")
    assert "because somebody asked it to: needs approval" in emil.press("Check again").text
    page = emil.press("Withdraw the request")
    assert banner(page).startswith("○ Withdrawn emil withdrew the request")
    again = request_promotion(emil, 1)
    assert again.path != f"/promotions/{waiting}"
    assert banner(again).startswith("◔ Waiting")


def test_reports_are_made_and_downloaded(journey: Journey, waiting: str, browser: OpenBrowser) -> None:
    otto = browser("otto")
    otto.open(f"/promotions/{waiting}")
    job = otto.press("Make the audit report")
    assert job.path.startswith("/jobs/")
    [refresh] = job.html.xpath("//meta[@http-equiv='refresh']")
    assert refresh.get("content") == "3"
    journey.work_off()
    job = otto.open(job.path + "?" + job.response.request.query_string.decode())
    assert not job.html.xpath("//meta[@http-equiv='refresh']")
    [back] = [link for link in job.links if link.startswith("/promotions/")]
    page = otto.open(back)
    [report] = [link for link in page.links if link.startswith("/reports/")]
    answer = otto.open(report).response
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
