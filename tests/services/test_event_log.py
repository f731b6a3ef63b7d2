"""The audit log under several writers: one chain without a gap, and only what was committed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from registry.db.events import EventRow
from registry.domain.canonical import digest_bytes
from registry.domain.clock import rfc3339
from registry.services.audit_log import export_events
from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.trust.event_chain import verify_chain
from tests.services.people import People

WRITERS = 8
UNITS = 12


def write(platform: Platform, writer: int) -> None:
    """Units of two events each; every third is given up when both are written."""
    for unit in range(UNITS):
        try:
            write_unit(platform, writer, unit)
        except TimeoutError:
            assert unit % 3 == 2


def write_unit(platform: Platform, writer: int, unit: int) -> None:
    with open_unit(platform, None) as context:
        for part in ("first", "second"):
            context.record(f"test.{part}", ("test", f"writer-{writer}"), unit=unit)
        if unit % 3 == 2:
            context.write_events()
            raise TimeoutError


def read_log(platform: Platform) -> list[EventRow]:
    with open_unit(platform, None, read_only=True) as context:
        rows = list(context.session.exec(select(EventRow).order_by(col(EventRow.seq))))
        context.session.expunge_all()
    return rows


def test_eight_writers_at_once_make_one_chain_without_a_gap(platform: Platform) -> None:
    before = len(read_log(platform))
    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write, platform, writer) for writer in range(WRITERS)]:
            future.result()
    log = read_log(platform)
    assert [row.seq for row in log] == list(range(1, len(log) + 1))
    report = verify_chain(row.content for row in log)
    assert (report.faults, report.events, report.head) == ((), len(log), log[-1].digest)
    told = [json.loads(row.content) for row in log[before:]]
    for writer in range(WRITERS):
        assert [
            (event["action"], event["details"]["unit"])
            for event in told
            if event["subject"]["id"] == f"writer-{writer}"
        ] == [
            (f"test.{part}", unit) for unit in range(UNITS) if unit % 3 != 2 for part in ("first", "second")
        ]


def test_the_events_of_a_unit_stand_together(platform: Platform) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write, platform, writer) for writer in range(WRITERS)]:
            future.result()
    told = [row for row in read_log(platform) if row.action.startswith("test.")]
    for first, second in zip(told[::2], told[1::2], strict=True):
        assert (first.action, second.action, second.seq) == ("test.first", "test.second", first.seq + 1)
        assert first.subject_id == second.subject_id


def test_an_event_of_a_unit_that_was_given_up_never_happened(platform: Platform) -> None:
    before = [row.digest for row in read_log(platform)]
    with pytest.raises(TimeoutError):
        write_unit(platform, writer=0, unit=2)
    assert [row.digest for row in read_log(platform)] == before
    write_unit(platform, writer=0, unit=0)
    assert verify_chain(row.content for row in read_log(platform)).passed
    assert len(read_log(platform)) == len(before) + 2


@pytest.mark.usefixtures("people")
def test_the_columns_say_what_the_content_says(platform: Platform) -> None:
    log = read_log(platform)
    assert len(log) > 10
    for row in log:
        event = json.loads(row.content)
        assert (event["seq"], event["id"], event["at"]) == (row.seq, str(row.id), rfc3339(row.at))
        assert (event["action"], event["subject"]) == (
            row.action,
            {"kind": row.subject_kind, "id": row.subject_id},
        )
        assert digest_bytes(row.content) == row.digest


def test_the_export_is_the_log_line_by_line(platform: Platform, people: People) -> None:
    with open_unit(platform, people.root, read_only=True) as context:
        lines = list(export_events(context))
    assert lines == [row.content + b"\n" for row in read_log(platform)]
    assert verify_chain(lines).passed
