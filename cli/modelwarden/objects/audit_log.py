"""The audit log."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Event(Object):
    """One event: `digest` is of its canonical bytes, which name the event before."""

    seq: int
    at: str
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    project: str | None = None
    promotion: str | None = None
    details: dict[str, Any]
    digest: str


class LogVerification(Object):
    """What the registry found when it checked its log. Keep `head`: it shows a log that was cut off later."""

    intact: bool
    first: int
    checked: int
    head_seq: int
    head: str | None
    faults: tuple[str, ...]
    checked_at: str
