"""The chain of events: digests computed here by hand, and every way of bending it."""

from __future__ import annotations

import hashlib

import pytest

from registry.domain.errors import InvalidInputError
from registry.trust.event_chain import chain_event, chained_bytes, verify_chain, verify_excerpt
from tests.trust.documents import event_lines

FIRST = b'{"action":"created","previous":null,"seq":1}'


def test_the_first_event_follows_nothing_and_the_second_the_digest_of_its_bytes() -> None:
    first = chain_event(None, {"seq": 1, "action": "created"})
    assert chained_bytes(None, {"seq": 1, "action": "created"}) == FIRST
    assert first == "sha256:" + hashlib.sha256(FIRST).hexdigest()
    second = chained_bytes(first, {"seq": 2})
    assert second == b'{"previous":"' + first.encode() + b'","seq":2}'
    report = verify_chain([FIRST, second])
    assert report.passed
    assert (report.events, report.head) == (2, "sha256:" + hashlib.sha256(second).hexdigest())


def test_an_event_that_is_chained_already_keeps_its_place() -> None:
    assert chained_bytes("sha256:aa", {"previous": "sha256:aa"}) == b'{"previous":"sha256:aa"}'
    with pytest.raises(InvalidInputError, match="chained already"):
        chain_event("sha256:bb", {"previous": "sha256:aa"})


def _faults(lines: list[bytes]) -> list[int]:
    return [fault.line for fault in verify_chain(lines).faults]


def test_a_whole_log_passes_and_names_its_head() -> None:
    lines = event_lines(5)
    report = verify_chain(lines)
    assert report.passed
    assert report.head == "sha256:" + hashlib.sha256(lines[-1].rstrip(b"\n")).hexdigest()


def test_a_changed_event_shows_at_the_one_after_it() -> None:
    lines = event_lines(5)
    lines[2] = lines[2].replace(b"step.3", b"step.X")
    assert _faults(lines) == [4]


def test_a_dropped_event_shows_at_the_gap() -> None:
    lines = event_lines(5)
    del lines[1]
    assert _faults(lines) == [2]


def test_a_log_without_its_beginning_shows_at_once() -> None:
    assert _faults(event_lines(5)[1:]) == [1]


def test_swapped_events_show_at_each_broken_link() -> None:
    lines = event_lines(5)
    lines[1], lines[2] = lines[2], lines[1]
    assert _faults(lines) == [2, 3, 4]


def test_a_repeated_event_shows() -> None:
    lines = event_lines(3)
    assert _faults([*lines, lines[-1]]) == [4]


def test_a_log_without_its_end_passes_and_has_another_head() -> None:
    whole, cut = verify_chain(event_lines(5)), verify_chain(event_lines(4))
    assert cut.passed
    assert cut.head != whole.head


@pytest.mark.parametrize(
    "line",
    [
        b'{"previous": null}',
        b'{"seq":1,"previous":null}',
        b'{"previous":null,"previous":null}',
        b'{"previous":NaN}',
        b'{"previous":null,"seq":9007199254740993}',
        b'{"seq":1}',
        b"[]",
        b"",
        b"\xff",
        b"{" * 100_000,
    ],
)
def test_a_line_that_is_no_canonical_event_is_a_fault(line: bytes) -> None:
    assert _faults([line]) == [1]


def test_an_excerpt_may_have_gaps() -> None:
    lines = event_lines(6)
    assert verify_excerpt([lines[1], lines[3], lines[4]]).passed


def test_neighbours_in_an_excerpt_must_link() -> None:
    lines = event_lines(6)
    changed = lines[3].replace(b"step.4", b"step.X")
    assert [fault.line for fault in verify_excerpt([lines[1], changed, lines[4]]).faults] == [3]


def test_a_broken_line_in_an_excerpt_is_a_fault() -> None:
    lines = event_lines(3)
    assert [fault.line for fault in verify_excerpt([lines[0], b"{}", lines[2]]).faults] == [2]


def test_an_empty_log_has_no_head() -> None:
    report = verify_chain([])
    assert (report.events, report.head, report.passed) == (0, None, True)
