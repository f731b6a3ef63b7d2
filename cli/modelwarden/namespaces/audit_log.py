"""The audit log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace
from modelwarden.objects.audit_log import Event
from modelwarden.routes import route


class AuditLog(Namespace):
    """What has happened, append-only, each event chained to the one before."""

    def list(self, project: str, *, after: int = 0) -> tuple[Event, ...]:
        """One page of a project's events: those past the number `after`, oldest first."""
        return self._transport.get_all(route("projects", project, "events"), Event, {"after": after})

    def events(self, project: str, *, after: int = 0) -> Iterator[Event]:
        """All events of a project past the number `after`, page by page."""
        while page := self.list(project, after=after):
            yield from page
            after = page[-1].seq

    def export(self, to: Path | str) -> Path:
        """Write the whole log of the installation to a file, one canonical JSON document a line."""
        return download(self._transport, route("events.jsonl"), Path(to))
