"""The chain of the audit log: every event names the digest of the event before it.

An event is a JSON object in canonical form (RFC 8785). Its member `previous` is the SHA-256 of the canonical
bytes of the event before, and null in the first. Changing, dropping or inserting an event breaks every chain
that passes it. Cutting off the end does not: compare the head with one that you have kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import InvalidInputError

_MAX_FAULTS = 20

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong with one line, counted from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many events there are, the digest of the last one, and the first faults."""

    events: int
    head: str | None
    faults: tuple[ChainFault, ...]

    @property
    def passed(self) -> bool:
        """No fault was found; an empty log has none."""
        return not self.faults


def chain_event(previous_digest: str | None, event: Mapping[str, Any]) -> str:
    """The digest of an event once it is chained to the one before (None: it is the first)."""
    return digest_bytes(chained_bytes(previous_digest, event))


def chained_bytes(previous_digest: str | None, event: Mapping[str, Any]) -> bytes:
    """The canonical bytes of the chained event: what is stored, and what a line of `events.jsonl` holds.

    Raises:
        InvalidInputError: the event has another `previous` already, or no canonical form.
    """
    if event.get("previous", previous_digest) != previous_digest:
        raise InvalidInputError(
            "The event is chained already.", why=f"It follows {event['previous']}, not {previous_digest}."
        )
    return canonical_json({**event, "previous": previous_digest})


def verify_chain(lines: Iterable[bytes]) -> ChainReport:
    """Check a whole log, from its first event on. A fault is reported once, where it shows."""
    return _walk(lines, lambda _before, _event: True)


def verify_excerpt(lines: Iterable[bytes]) -> ChainReport:
    """Check some events of a log. Links are checked only where `seq` says that two lines were neighbours.

    So this finds less than the whole log does. What vouches for an excerpt is the seal of its file.
    """
    return _walk(lines, _neighbours)


def _walk(lines: Iterable[bytes], must_link: Callable[[Event | None, Event], bool]) -> ChainReport:
    faults: list[ChainFault] = []
    head: str | None = None
    before: Event | None = None
    count = 0
    for line in (line.rstrip(b"\n") for line in lines):
        count += 1
        event = _parse(line)
        if isinstance(event, str):
            faults.append(ChainFault(count, event))
            before = None
        else:
            if must_link(before, event) and event["previous"] != head:
                reason = f"it follows {event['previous']}, and the event before it is {head}"
                faults.append(ChainFault(count, reason))
            before = event
        head = digest_bytes(line)
    return ChainReport(count, head, tuple(faults[:_MAX_FAULTS]))


def _parse(line: bytes) -> Event | str:
    """The event on a line, or why it is none."""
    try:
        event = json.loads(line)
        canonical = canonical_json(event) == line
    except (ValueError, RecursionError, InvalidInputError):
        return "it is not JSON with a canonical form"
    if not canonical:
        return "its bytes are not the canonical form (RFC 8785) of what they say"
    if not isinstance(event, dict) or "previous" not in event:
        return "it is no event: an object with a member `previous` was expected"
    return event


def _neighbours(before: Event | None, event: Event) -> bool:
    earlier, later = (before or {}).get("seq"), event.get("seq")
    return isinstance(earlier, int) and isinstance(later, int) and later == earlier + 1
