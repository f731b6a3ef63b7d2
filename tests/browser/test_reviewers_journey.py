"""Reviewers at work in a real browser: refused and granted, with and without a script, two at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from registry.services.aliases import get_alias
from registry.services.context import open_unit
from tests.browser.axe import axe_finds
from tests.browser.chromium import Window, Windows
from tests.browser.scene import Scene
from tests.services.journey import MODEL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
_SIGN = "Sign the review"


def find_in_inbox(window: Window, path: str) -> None:
    """Two clicks: the inbox, and the request."""
    window.open("/")
    window.page.locator(f"main a[href='{path}']").first.click()
    assert window.path == path


def champion(scene: Scene) -> int:
    with open_unit(scene.platform, scene.people.emil, read_only=True) as context:
        return get_alias(context, MODEL, "champion").version


def head(window: Window) -> str:
    return " ".join(window.page.locator(".head").inner_text().split())


def sign(window: Window, verdict: str = "Approve", comment: str = "") -> None:
    form = window.page.locator("#review")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    window.page.get_by_label(verdict, exact=True).check()
    if comment:
        window.page.get_by_label("Comment").fill(comment)
    window.press(_SIGN)


@_WITH_AND_WITHOUT
def test_two_sign_and_a_third_moves_the_alias(windows: Windows, scene: Scene, *, script: bool) -> None:
    request = scene.waiting()
    path, number = f"/promotions/{request}", scene.journey.look(scene.people.emil, request).request.version
    button = f"Move @champion to version {number}"
    with windows.open("rita", script=script) as rita:
        find_in_inbox(rita, path)
        assert rita.banner.startswith("◔ Waiting")
        expect(rita.button(button)).to_be_disabled()
        assert "Approval by a legal reviewer (0 of 1)" in rita.page.locator("#move-reasons").inner_text()
        sign(rita, comment="Looked at both groups.")
        expect(rita.page.get_by_role("status").first).to_contain_text("Your review is signed")
        assert "Looked at both groups." in rita.page.locator("#reviews").inner_text()
    with windows.open("leo", script=script) as leo:
        find_in_inbox(leo, path)
        sign(leo)
        assert leo.banner.startswith("✓ Ready")
    with windows.open("emil", script=script) as emil:
        find_in_inbox(emil, path)
        assert f"Replaces version {champion(scene)} as @champion" in head(emil)
        emil.press(button)
        assert emil.banner.startswith("✓ Applied emil moved @champion")
        assert emil.button(button).count() == 0
        assert "Replaces" not in head(emil)
        emil.open(f"/models/{MODEL}")
        assert "@champion" in emil.page.locator("main").inner_text()
        assert rita.complaints == leo.complaints == emil.complaints == []


@_WITH_AND_WITHOUT
def test_a_refusal_says_what_failed_and_how_to_mend_it(
    windows: Windows, scene: Scene, *, script: bool
) -> None:
    with windows.open("emil", script=script) as emil:
        emil.open(f"/promotions/{scene.requests['refused']}")
        assert emil.banner.startswith("✗ Refused 3 checks fail, so nothing moves.")
        card = emil.page.locator("[data-check='FAIR-001']")
        assert "at least 0.8000 (4/5)" in card.inner_text()
        assert "modelwarden version register" in card.locator(".command").inner_text()
        expect(emil.page.locator("#move button.main")).to_be_disabled()
        card.get_by_role("link", name="fairness evidence").click()
        assert "/evidence/" in emil.path
        assert emil.heading == "Subgroup disparity"
        emil.open(f"/promotions/{scene.requests['refused']}")
        emil.page.locator("[data-check='FAIR-001'] h4 a").click()
        assert emil.heading == "FAIR-001 Demographic parity ratio"


@_WITH_AND_WITHOUT
def test_a_reviewer_refuses_and_is_heard(windows: Windows, scene: Scene, *, script: bool) -> None:
    path = f"/promotions/{scene.waiting()}"
    with windows.open("rita", script=script) as rita:
        rita.open(path)
        sign(rita, "Reject", "The young are treated otherwise.")
        assert rita.banner.startswith("✗ Refused")
        assert "rita, risk reviewer: rejected." in rita.page.locator(".timeline").inner_text()


def test_what_another_does_is_seen_without_reloading(windows: Windows, scene: Scene) -> None:
    path = f"/promotions/{scene.waiting()}"
    with windows.open("otto") as otto, windows.open("rita") as rita:
        otto.open(path)
        rita.open(path)
        sign(rita)
        expect(otto.page.locator(".timeline")).to_contain_text(
            "rita, risk reviewer: approved.", timeout=15_000
        )
        assert axe_finds(otto.page) == []
        assert otto.complaints == []


def test_nothing_is_lost_when_another_signs_while_one_writes(windows: Windows, scene: Scene) -> None:
    path = f"/promotions/{scene.waiting()}"
    with windows.open("rita") as rita, windows.open("leo") as leo:
        rita.open(path)
        rita.page.get_by_label("Approve", exact=True).check()
        rita.page.get_by_label("Comment").fill("I have looked at every group.")
        leo.open(path)
        sign(leo)
        stale = rita.page.locator("[data-newest]")
        expect(stale).to_be_visible(timeout=15_000)
        expect(stale).to_contain_text("The gate has judged the request again since you began to write.")
        assert rita.page.get_by_label("Comment").input_value() == "I have looked at every group."
        assert axe_finds(rita.page) == []
        rita.press("I have looked: sign the newest decision")
        rita.press(_SIGN)
        assert rita.banner.startswith("✓ Ready")
        assert "I have looked at every group." in rita.page.locator("#reviews").inner_text()


def test_without_a_script_a_stale_page_is_refused_clearly_and_keeps_the_words(
    windows: Windows, scene: Scene
) -> None:
    path = f"/promotions/{scene.waiting()}"
    with windows.open("rita", script=False) as rita, windows.open("leo", script=False) as leo:
        rita.open(path)
        leo.open(path)
        sign(leo)
        sign(rita, comment="I have looked at every group.")
        assert rita.heading == "The request has been judged again since you looked."
        assert rita.page.get_by_label("Comment", exact=True).input_value() == "I have looked at every group."
        rita.page.get_by_role("link", name="Back to the page").click()
        sign(rita)
        assert rita.banner.startswith("✓ Ready")
