"""Characters that the report's fonts have, and what to print for the rest.

PDF/A forbids the missing-glyph box (ISO 19005-3, 6.2.11.8), and a bank's auditor should not be shown one.
Direction overrides and invisible characters could make a name look like another, so they are named as well.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from markupsafe import Markup

FONTS = Path(__file__).parent / "static" / "fonts"

# Arrows, mathematical operators, box drawing and shapes, which DejaVu Sans has without a gap.
_SYMBOLS = (range(0x2190, 0x2300), range(0x2500, 0x2600), range(0x2713, 0x2714), range(0x2717, 0x2718))
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LAYOUT = frozenset("\n\t")


def printable(text: str) -> str:
    """`text` with every character that cannot be shown written as its code point, such as `[U+4FE1]`."""
    return "".join(char if _is_drawn(char) else code_point(char) for char in text)


def visible(text: str) -> str:
    """`text` for a browser, which has fonts of its own: only what cannot be seen is written out."""
    return "".join(char if _is_seen(char) else code_point(char) for char in text)


def printable_value(value: object) -> object:
    """`printable` for strings; markup that a template made, and numbers, stay as they are."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def visible_value(value: object) -> object:
    """`visible` for strings; markup that a template made, and numbers, stay as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def code_point(char: str) -> str:
    """A character by its Unicode number."""
    return f"[U+{ord(char):04X}]"


def _is_seen(char: str) -> bool:
    return char in _LAYOUT or unicodedata.category(char) not in _UNSEEN


def _is_drawn(char: str) -> bool:
    return _is_seen(char) and (char in _LAYOUT or ord(char) in _drawn())


@cache
def _drawn() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # It ships no types.

    with TTFont(FONTS / "OpenSans-Regular.ttf", lazy=True) as font:
        own = frozenset(font.getBestCmap() or {})
    return own.union(*_SYMBOLS)
