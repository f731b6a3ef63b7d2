"""What is printed must be in the fonts."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from reports.printable import FONTS, printable, visible


def test_every_character_that_passes_is_in_a_font_of_the_report() -> None:
    """Open Sans travels with the reports; DejaVu Sans is required of the system."""
    found = subprocess.run(
        ["fc-match", "--format=%{file}", "DejaVu Sans"], capture_output=True, text=True, check=True
    )
    drawn = set(TTFont(FONTS / "OpenSans-Regular.ttf").getBestCmap()) | set(
        TTFont(found.stdout).getBestCmap()
    )
    passed = [
        chr(n) for n in range(sys.maxunicode) if not 0xD800 <= n < 0xE000 and printable(chr(n)) == chr(n)
    ]
    assert len(passed) > 1000
    assert [char for char in passed if ord(char) not in drawn and char not in "\n\t"] == []


def test_what_cannot_be_seen_is_named() -> None:
    for char in ("\u202e", "\u200b", "\u00ad", "\x00", "\ufeff", "\u2066", "\ue000"):
        assert printable(char) == visible(char) == f"[U+{ord(char):04X}]"


def test_the_words_of_the_reports_pass() -> None:
    for text in ("Größe ≥ 0.8", "Ελληνικά", "Русский", "✓ ✗ △ □ ◇ ○ →", "naïve “quotes”"):
        assert printable(text) == text


def test_a_browser_keeps_other_scripts() -> None:
    assert visible("信用 नमस्ते") == "信用 नमस्ते"
    assert printable("信用") == "[U+4FE1][U+7528]"
    assert unicodedata.name("信")
