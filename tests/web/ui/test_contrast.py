"""The colours of the design tokens, by WCAG 2.2's own formula (relative luminance, contrast ratio)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import registry.web.ui

_TOKENS = (Path(registry.web.ui.__file__).parent / "static" / "tokens.css").read_text()
_LIGHT, _DARK = _TOKENS.split("@media (prefers-color-scheme: dark)")

GROUNDS = ("ground", "paper", "raised")
TONES = ("good", "bad", "warn", "neutral")
# 1.4.3 asks 4.5 of text; 1.4.11 asks 3 of what marks a control, a state or where the focus is.
TEXT = [
    *((ink, ground, 4.5) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS),
    *((f"{tone}-ink", f"{tone}-ground", 4.5) for tone in TONES),
    *((ink, f"{tone}-ground", 4.5) for ink in ("ink", "ink-soft") for tone in TONES),
    *((f"{tone}-ink", "paper", 4.5) for tone in TONES),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
]
GRAPHICS = [
    *((mark, ground, 3.0) for mark in ("line-strong", "focus", "accent") for ground in GROUNDS),
    *((f"{tone}-line", "ground", 3.0) for tone in TONES),
    *((f"{tone}-line", "paper", 3.0) for tone in TONES),
]


def colours(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheet))


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_ratios_that_wcag_names() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # #767676 on white is the lightest grey that passes 4.5 (WebAIM's well-known example: 4.54).
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("sheet", [_LIGHT, _DARK], ids=["light", "dark"])
def test_everything_can_be_read(sheet: str) -> None:
    tokens = colours(sheet)
    poor = {
        (front, back): round(ratio, 2)
        for front, back, least in TEXT + GRAPHICS
        if (ratio := contrast(tokens[front], tokens[back])) < least
    }
    assert poor == {}


def test_both_schemes_name_the_same_colours() -> None:
    assert set(colours(_DARK)) == set(colours(_LIGHT))


def test_no_colour_is_named_outside_the_tokens() -> None:
    static = Path(registry.web.ui.__file__).parent / "static"
    for sheet in ("base.css", *(f"components/{one.name}" for one in (static / "components").glob("*.css"))):
        assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsl", (static / sheet).read_text()), sheet
