"""Runs."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Run(Object):
    """What trained a version."""

    id: str
    project: str
    name: str
    code_commit: str
    parameters: dict[str, str]
    metrics: dict[str, Any]
    started_at: str | None
    ended_at: str | None
    created_by: str
