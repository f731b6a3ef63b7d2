"""The audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace, asked, given
from modelwarden.objects.audit_log import Event, LogVerification
from modelwarden.routes import route


class EventFilters(TypedDict, total=False):
    """Which events; `subject` is a kind, or a kind and an id: `model/credit-scoring`."""

    actor: str
    action: str
    subject: str
    since: datetime | str
    until: datetime | str
    promotion: str


class AuditLog(Namespace):
    """What has happened, append-only, each event chained to the one before."""

    def list(self, project: str, *, after: int = 0) -> tuple[Event, ...]:
        """One page of a project's events: those past the number `after`, oldest first."""
        path = route("projects", project, "events")
        return next(self._transport.pages(path, Event, {"after": after}))

    def events(self, project: str, *, after: int = 0, **filters: Unpack[EventFilters]) -> Iterator[Event]:
        """All events of a project past the number `after`, page by page."""
        path = route("projects", project, "events")
        for page in self._transport.pages(path, Event, asked({"after": after, **filters})):
            yield from page

    def everywhere(
        self, *, after: int = 0, project: str | None = None, **filters: Unpack[EventFilters]
    ) -> Iterator[Event]:
        """All events past the number `after` of every project whose log I may read, page by page."""
        params = asked({"after": after, "project": project, **filters})
        for page in self._transport.pages(route("events"), Event, params):
            yield from page

    def verify(self, *, newest: int | None = None) -> LogVerification:
        """Have the registry check its whole log, or its newest events. An export needs no registry."""
        return self._transport.get(
            route("events", "verification"), LogVerification, given({"newest": newest})
        )

    def export(self, to: Path | str) -> Path:
        """Write the whole log of the installation to a file, one canonical JSON document a line."""
        return download(self._transport, route("events.jsonl"), Path(to))
