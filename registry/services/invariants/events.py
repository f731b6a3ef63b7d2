"""The audit log: an unbroken chain, and columns that say what the chained bytes say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import col, select

from registry.db.events import EventRow
from registry.domain.canonical import digest_bytes
from registry.domain.clock import rfc3339
from registry.services.context import Context
from registry.services.invariants.violation import Violation
from registry.trust.event_chain import verify_chain, verify_excerpt

_PAGE = 500


def check_chain(context: Context, first: int = 1) -> Iterator[Violation]:
    """Each event names the digest of the one before it, from number 1 or `first` on, without a gap."""
    lines = (row.content for row in _rows(context, first))
    report = verify_chain(lines) if first == 1 else verify_excerpt(lines)
    for fault in report.faults:
        yield Violation("event-chain", f"event {first + fault.line - 1} of the log", fault.reason)
    before = first - 1
    for row in _rows(context, first):
        if row.seq != before + 1:
            yield Violation("event-chain", f"event {row.seq}", f"the one before it is {before}")
        before = row.seq


def check_columns(context: Context, first: int = 1) -> Iterator[Violation]:
    """What is asked of an event often is copied from its bytes, and its digest is theirs.

    A finding names the column and no value: `verify_log` shows it to people who may not read the event.
    """
    for row in _rows(context, first):
        if digest_bytes(row.content) != row.digest:
            yield Violation("event-columns", f"event {row.seq}", "its digest is not that of its bytes")
        content = _parsed(row.content)
        for name, stored in _columns(row).items():
            if _said(content, name) != stored:
                yield Violation("event-columns", f"event {row.seq}", f"its {name} is not what its bytes say")


def events_of(context: Context, *actions: str) -> Iterator[tuple[EventRow, dict[str, Any]]]:
    """The events of some actions with what their bytes say, oldest first."""
    query = select(EventRow).where(col(EventRow.action).in_(actions)).order_by(col(EventRow.seq))
    for row in context.session.exec(query.execution_options(yield_per=_PAGE)):
        yield row, _parsed(row.content)


def details_of(content: dict[str, Any]) -> dict[str, Any]:
    """The details that an event's bytes have, if they have any."""
    details = content.get("details")
    return details if isinstance(details, dict) else {}


def _rows(context: Context, first: int = 1) -> Iterator[EventRow]:
    """By number, a page at a time: a unit that only reads may have no transaction for a cursor to live in."""
    # All of them, where all are asked for: a number below 1 would be wrong too.
    query = select(EventRow) if first == 1 else select(EventRow).where(col(EventRow.seq) >= first)
    query = query.order_by(col(EventRow.seq)).limit(_PAGE)
    rows = list(context.session.exec(query))
    while rows:
        yield from rows
        rows = list(context.session.exec(query.where(col(EventRow.seq) > rows[-1].seq)))


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _columns(row: EventRow) -> dict[str, object]:
    return {
        "seq": row.seq,
        "id": str(row.id),
        "at": rfc3339(row.at),
        "action": row.action,
        "subject/kind": row.subject_kind,
        "subject/id": row.subject_id,
        "promotion": str(row.promotion_id) if row.promotion_id else None,
    }


def _said(content: dict[str, Any], path: str) -> object:
    node: object = content
    for step in path.split("/"):
        node = node.get(step) if isinstance(node, dict) else None
    return node
