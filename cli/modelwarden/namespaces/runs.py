"""Runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from modelwarden.namespaces.base import Namespace, given, rfc3339
from modelwarden.objects.runs import Run
from modelwarden.routes import route


class Runs(Namespace):
    """Training runs, recorded after the fact."""

    def create(
        self,
        project: str,
        name: str,
        *,
        code_commit: str = "",
        parameters: Mapping[str, object] | None = None,
        metrics: Mapping[str, float | int] | None = None,
        started_at: datetime | str | None = None,
        ended_at: datetime | str | None = None,
    ) -> Run:
        """Record a run; its parameters are kept as text."""
        body = {
            "name": name,
            "code_commit": code_commit,
            "parameters": {key: str(value) for key, value in (parameters or {}).items()},
            "metrics": dict(metrics or {}),
            "started_at": rfc3339(started_at) if started_at else None,
            "ended_at": rfc3339(ended_at) if ended_at else None,
        }
        return self._transport.send("POST", route("projects", project, "runs"), Run, given(body))

    def list(self, project: str) -> tuple[Run, ...]:
        """The runs of a project."""
        return self._transport.get_all(route("projects", project, "runs"), Run)
