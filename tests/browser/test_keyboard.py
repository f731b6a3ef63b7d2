"""Without a mouse: what the keys reach, where one is, and single keys that can be switched off."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Window, Windows
from tests.browser.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def focused(window: Window) -> str:
    """What has the focus, as a reader would hear it."""
    words: str = window.page.evaluate(
        "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        " || document.activeElement.name || document.activeElement.tagName).trim()"
    )
    return words


def test_the_first_key_leads_past_the_header(windows: Windows) -> None:
    with windows.open("rita") as window:
        window.open("/models")
        window.page.keyboard.press("Tab")
        assert focused(window) == "Skip to the content"
        assert window.page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        window.page.keyboard.press("Enter")
        assert window.page.evaluate("document.activeElement.id") == "main"
        window.page.keyboard.press("Tab")
        assert window.page.evaluate("document.activeElement.closest('main') !== null")


def test_wherever_the_focus_is_one_sees_it(windows: Windows, scene: Scene) -> None:
    with windows.open("rita") as window:
        window.open(f"/promotions/{scene.requests['waiting']}")
        seen = set()
        for _ in range(60):
            window.page.keyboard.press("Tab")
            here = window.page.evaluate(
                """() => {
                  const one = document.activeElement, box = one.getBoundingClientRect();
                  return {is: one.outerHTML.slice(0, 80), body: one === document.body,
                          outline: parseFloat(getComputedStyle(one).outlineWidth) || 0,
                          shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight};
                }"""
            )
            if here["body"]:
                break
            seen.add(here["is"])
            assert here["outline"] >= 2, here
            assert here["shown"], here
        assert len(seen) > 20


def test_the_search_is_a_key_away(windows: Windows) -> None:
    with windows.open("rita") as window:
        window.open("/people")
        window.page.keyboard.press("/")
        window.page.keyboard.type("credit")
        window.page.keyboard.press("Enter")
        window.page.wait_for_url("**/search?q=credit")
        assert window.page.get_by_role("heading", name="Models").is_visible()


def test_g_and_a_letter_go_there_and_j_and_k_go_through_the_checks(windows: Windows, scene: Scene) -> None:
    with windows.open("rita") as window:
        window.open("/people")
        for key, path in (("m", "/models"), ("p", "/promotions"), ("h", "/")):
            window.page.keyboard.press("g")
            window.page.keyboard.press(key)
            window.page.wait_for_url(window.site + path)
        window.open(f"/promotions/{scene.requests['refused']}")
        passed = []
        for key in "jjk":
            window.page.keyboard.press(key)
            passed.append(window.page.evaluate("document.activeElement.dataset.check"))
        assert passed[0] == passed[2] != passed[1]
        assert all(passed)


def test_single_keys_can_be_switched_off_for_good(windows: Windows) -> None:
    with windows.open("rita") as window:
        window.open("/people")
        window.page.keyboard.press("?")
        window.page.get_by_label("Use these single keys").uncheck()
        window.press("Close")
        window.open("/models")
        for key in "/?gp":
            window.page.keyboard.press(key)
        assert window.path == "/models"
        assert not window.page.get_by_role("dialog").is_visible()
        assert window.page.evaluate("document.activeElement.name") != "q"
        window.press("Keyboard")
        window.page.get_by_label("Use these single keys").check()


def test_a_command_is_copied_and_said_to_be(windows: Windows) -> None:
    with windows.open("rita") as window:
        window.context.grant_permissions(["clipboard-read", "clipboard-write"])
        window.open("/models")
        window.button("Copy the command").click()
        assert window.page.evaluate("navigator.clipboard.readText()") == "modelwarden model list"
        assert window.page.locator("[data-said]").inner_text() == "Copied."


def test_without_a_script_nothing_is_shown_that_would_need_one(windows: Windows) -> None:
    with windows.open("rita", script=False) as window:
        window.open("/models")
        assert window.page.locator("[data-copy]:visible, [data-help]:visible, dialog:visible").count() == 0


def test_nothing_moves_for_who_does_not_want_it(windows: Windows, scene: Scene) -> None:
    with windows.open("rita", motion="reduce") as window:
        window.open(f"/promotions/{scene.requests['waiting']}")
        moving = window.page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(one => {
                 const style = getComputedStyle(one);
                 return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
               }).length"""
        )
        assert moving == 0


def test_on_paper_there_is_the_content_alone(windows: Windows, scene: Scene) -> None:
    with windows.open("rita") as window:
        window.open(f"/promotions/{scene.requests['refused']}")
        window.page.emulate_media(media="print")
        for gone in ("header.site", "form", "button", ".skip"):
            assert window.page.locator(f"{gone}:visible").count() == 0, gone
        assert window.page.locator(".banner").is_visible()
        assert window.page.locator(".finding").first.is_visible()
