"""What happened, in order: the request's events, and where its alias has been."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput, EventRecord
from registry.domain.canonical import canonical_json, digest_bytes
from reports import figures
from reports.facts import Fact, code
from reports.people import person
from reports.tables import Column, Table, first
from reports.wording import capitalised, phrase

_EVENTS = 60
_MOVES = 30
_DETAILS = 12
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class EventView:
    """One event, with the digests that chain it."""

    heading: str
    at: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TrailView:
    """Events and alias moves; `note` says what is left out."""

    events: tuple[EventView, ...]
    note: str
    moves: Table | None


def trail_view(data: AuditReportInput) -> TrailView:
    """The audit trail of the request."""
    shown, note = first(data.events, _EVENTS, "events.jsonl")
    return TrailView(tuple(_event(data, event) for event in shown), note, _moves(data))


def _event(data: AuditReportInput, event: EventRecord) -> EventView:
    who = person(data, event.actor) if event.actor else "the system"
    return EventView(
        heading=f"{event.action}, by {who}",
        at=figures.stamp(event.at),
        facts=(
            Fact("About", f"{event.subject.kind} {event.subject.id}"),
            *_details(event),
            code(f"Event {figures.count(event.seq)}", digest_bytes(event.canonical())),
            code("Follows", event.previous) if event.previous else Fact("Follows", "none: the first event"),
        ),
    )


def _details(event: EventRecord) -> list[Fact]:
    shown, note = first(sorted(event.details.items()), _DETAILS, "events.jsonl")
    facts = [_detail(capitalised(phrase(name)), value) for name, value in shown if value is not None]
    return [*facts, Fact("More", note)] if note else facts


def _detail(label: str, value: object) -> Fact:
    text = _written(value)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} ... (in full in events.jsonl)"
    return code(label, text) if text.startswith("sha256:") else Fact(label, text or "empty")


def _written(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else canonical_json(value).decode()


def _moves(data: AuditReportInput) -> Table | None:
    shown, note = first(data.alias_history, _MOVES, "report.json")
    rows = tuple(
        (
            figures.stamp(move.moved_at),
            f"@{move.alias}",
            "none" if move.from_version is None else f"v{move.from_version}",
            "none" if move.to_version is None else f"v{move.to_version}",
            person(data, move.moved_by),
            move.promotion or "none",
        )
        for move in shown
    )
    return Table("Where the alias has been (times in UTC)", _COLUMNS, rows, note) if rows else None


_COLUMNS = (
    Column("Moved"),
    Column("Alias"),
    Column("From"),
    Column("To"),
    Column("By"),
    Column("Promotion request", "code"),
)
