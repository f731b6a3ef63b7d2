"""Every page in every state that the data offers: axe, the console, 320 pixels of width, words in charts."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.axe import axe_finds
from tests.browser.chromium import NARROW, TELEPHONE, WIDE, Scheme, Window, Windows
from tests.browser.places import by_view, places

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PEOPLE = ("rita", "emil", "otto", "root", "olga")
_LEGIBLE = 11


def test_a_page_of_each_view_is_in_order(windows: Windows, app: Flask) -> None:
    """As a reviewer, wide and dark, then narrow and light; the long test below looks at the rest."""
    with windows.open("rita", scheme="dark") as window:
        found = places(window.context, window.site, one_of=by_view(app))
        wrong = []
        for place in found:
            window.open(place.address)
            wrong += [f"{place.address}, dark: {line}" for line in faults(window.page)]
            window.resize(NARROW, "light")
            wrong += [f"{place.address}, narrow: {line}" for line in faults(window.page)]
            window.resize(WIDE, "dark")
    assert not (complaints := [*window.complaints, *wrong]), "\n".join(complaints)
    assert len(found) >= 45


def test_who_is_not_logged_in_finds_all_in_order(windows: Windows) -> None:
    with windows.open("") as window:
        assert walk(window) >= 1


def test_the_header_leaves_room_for_the_page(windows: Windows) -> None:
    """Two rows; on a telephone three, of which the last scrolls sideways and follows the focus."""
    with windows.open("rita") as window:
        window.open("/models")
        assert height(window.page, "header.site") <= 100
        window.resize(TELEPHONE, "light")
        assert height(window.page, "header.site") <= 150
        last = window.page.locator("nav[aria-label=Main] a").last
        assert height(window.page, "nav[aria-label=Main]") < 2 * height(window.page, "nav[aria-label=Main] a")
        assert right_of(window.page) > TELEPHONE
        last.focus()
        assert right_of(window.page) <= TELEPHONE


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_in_order_for_everybody(
    windows: Windows, person: str, width: int, scheme: Scheme
) -> None:
    with windows.open(person, width=width, scheme=scheme) as window:
        assert walk(window) >= 6


def walk(window: Window) -> int:
    """Look at every page; how many there are."""
    found = places(window.context, window.site)
    wrong = []
    for place in found:
        window.open(place.address)
        wrong += [f"{place.address}: {line}" for line in faults(window.page)]
    assert not (complaints := [*window.complaints, *wrong]), "\n".join(complaints)
    return len(found)


def height(page: Page, what: str) -> float:
    """How high the first such element is, in pixels."""
    box = page.locator(what).first.bounding_box()
    assert box
    return box["height"]


def right_of(page: Page) -> float:
    """Where the last place of the main navigation ends."""
    box = page.locator("nav[aria-label=Main] a").last.bounding_box()
    assert box
    return box["x"] + box["width"]


def faults(page: Page) -> list[str]:
    """All that is wrong with how a page is shown."""
    return [*sticks_out(page), *too_small(page), *axe_finds(page)]


def sticks_out(page: Page) -> list[str]:
    """What makes the page wider than its window (WCAG 1.4.10)."""
    found: list[str] = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          const scrolls = one => one !== document.body
            && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
          const out = [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > room + 1 && !scrolls(one.parentElement))
            .map(one => `sticks out: ${one.outerHTML.slice(0, 90)}`);
          return out.length ? out.slice(0, 5) : ['sticks out: nobody knows what'];
        }"""
    )
    return found


def too_small(page: Page) -> list[str]:
    """Words in charts that nobody can read, as they come out on the screen."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll('.chart text')]
          .filter(one => one.checkVisibility() && one.textContent)
          .map(one => {
            const {a, b} = one.getScreenCTM();
            return [one.textContent, parseFloat(getComputedStyle(one).fontSize) * Math.hypot(a, b)];
          })
          .filter(([, size]) => size < least)
          .map(([words, size]) => `too small: ${words} has ${size.toFixed(1)} px`).slice(0, 5)""",
        _LEGIBLE,
    )
    return found
