"""Background jobs."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object

FINAL_STATES = frozenset({"done", "failed", "cancelled"})


class Job(Object):
    """Work that a worker does; `progress` in per cent. `cancel_requested` stops it at its next step."""

    id: str
    kind: str
    project: str | None = None
    state: str
    progress: int
    message: str
    cancel_requested: bool = False
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_by: str
    created_at: str
    started_at: str | None
    finished_at: str | None

    @property
    def has_ended(self) -> bool:
        """Whether it is done, failed or cancelled."""
        return self.state in FINAL_STATES
