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
    details: dict[str, Any]
    digest: str
