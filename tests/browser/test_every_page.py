"""Every page in every state that the data offers: axe, the console, and 320 pixels of width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe_finds
from tests.browser.chromium import NARROW, WIDE, Scheme, Window, Windows
from tests.browser.places import places

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PEOPLE = ("rita", "emil", "otto", "root", "olga")


def test_every_page_is_in_order(windows: Windows) -> None:
    """As a reviewer, at one width and in one scheme; the test below does the rest."""
    with windows.open("rita") as window:
        assert walk(window) >= 30
    with windows.open("") as window:
        assert walk(window) >= 1


def test_every_page_fits_a_small_telephone(windows: Windows) -> None:
    with windows.open("rita", width=NARROW) as window:
        wide = {}
        for place in places(window.context, window.site):
            window.open(place.address)
            if overflow := sticks_out(window.page):
                wide[place.address] = overflow
        assert wide == {}


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
        wrong += [f"{place.address}: {line}" for line in [*sticks_out(window.page), *axe_finds(window.page)]]
    assert [*window.complaints, *wrong] == []
    return len(found)


def sticks_out(page: Page) -> list[str]:
    """What makes the page wider than its window (WCAG 1.4.10)."""
    found: list[str] = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > room + 1 && !one.closest('.scroll'))
            .map(one => `sticks out: ${one.tagName}.${one.className}`).slice(0, 5);
        }"""
    )
    return found
