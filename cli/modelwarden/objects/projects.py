"""Projects and environments."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Project(Object):
    """A scope with members, a risk tier, policy packs and parameters."""

    id: str
    name: str
    title: str
    risk_tier: str
    packs: tuple[str, ...]
    parameters: dict[str, Any]
    created_at: str
    revision: int


class Environment(Object):
    """An environment, and the alias that says what is in it; if protected, only a promotion moves it."""

    name: str
    alias: str
    protected: bool
