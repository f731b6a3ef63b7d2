"""The audit log: events are canonical JSON, each naming the digest of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from registry.db.events import EventRow
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.clock import rfc3339
from registry.domain.ids import new_id

_CHAIN_LOCK = 0x6D77_6C6F_67  # Any constant will do; this one spells "mwlog".
_LOCK = text(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
_HEAD = select(EventRow.seq, EventRow.digest).order_by(col(EventRow.seq).desc()).limit(1)
_APPEND = insert(EventRow)


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that has happened if the transaction commits."""

    action: str
    subject_kind: str
    subject_id: str
    project_id: UUID | None
    promotion_id: UUID | None
    actor_id: UUID | None
    actor: str
    at: datetime
    details: dict[str, Any]


def append_events(session: Session, pending: list[PendingEvent]) -> None:
    """Chain the events on, in order. Holds the chain until the transaction ends, so it comes last in it."""
    if not pending:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LOCK)
    seq, previous = session.exec(_HEAD).first() or (0, None)
    rows = []
    for number, event in enumerate(pending, seq + 1):
        rows.append(_chained(event, number, previous))
        previous = rows[-1]["digest"]
    session.connection().execute(_APPEND, rows)


def _chained(event: PendingEvent, seq: int, previous: str | None) -> dict[str, Any]:
    event_id = new_id()
    content = canonical_json(
        {
            "seq": seq,
            "id": str(event_id),
            "at": rfc3339(event.at),
            "actor": event.actor,
            "action": event.action,
            "subject": {"kind": event.subject_kind, "id": event.subject_id},
            "promotion": str(event.promotion_id) if event.promotion_id else None,
            "details": event.details,
            "previous": previous,
        }
    )
    return {
        "seq": seq,
        "id": event_id,
        "at": event.at,
        "actor_id": event.actor_id,
        "action": event.action,
        "project_id": event.project_id,
        "promotion_id": event.promotion_id,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "content": content,
        "digest": digest_bytes(content),
    }
