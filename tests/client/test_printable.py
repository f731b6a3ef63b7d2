"""Text from elsewhere cannot drive the terminal, and lines stay lines."""

from __future__ import annotations

import json

from modelwarden.cli.printable import moment, printable, safe_json, short, tsv_field

ESCAPES = "a\x1b[2Jb\x9b31mc\u202ed"


def test_controls_and_marks_that_turn_text_round_are_replaced() -> None:
    assert printable(ESCAPES) == "a\ufffd[2Jb\ufffd31mc\ufffdd"


def test_values_are_written_as_people_write_them() -> None:
    assert printable(None) == ""
    assert [printable(value) for value in (True, False)] == ["yes", "no"]
    assert printable(["a", 1]) == "a, 1"
    assert printable({"a": 1, "b": None}) == "a=1, b="


def test_tabs_and_newlines_are_escaped_in_a_field() -> None:
    assert tsv_field("a\tb\nc\\d") == r"a\tb\nc\\d"


def test_json_says_the_same_without_what_could_drive_a_terminal() -> None:
    text = safe_json(json.dumps({"text": ESCAPES}, ensure_ascii=False))
    assert all(character.isprintable() for character in text)
    assert json.loads(text) == {"text": ESCAPES}


def test_times_and_digests_are_shortened() -> None:
    assert moment("2026-11-21T08:00:59.120Z") == "2026-11-21 08:00 UTC"
    assert moment(None) == ""
    assert short("sha256:0123456789abcdef") == "0123456789ab"
