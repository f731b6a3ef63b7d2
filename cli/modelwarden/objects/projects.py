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


class ParameterInForce(Object):
    """A parameter and where its value comes from; `refused` says why the project's own does not count."""

    name: str
    title: str
    value: Any
    source: str
    project_may: str
    stated: Any = None
    refused: str = ""


class Parameters(Object):
    """What the policy in force asks of a project, before anything is decided."""

    project: str
    risk_tier: str
    policy_revision: str
    packs: tuple[str, ...]
    parameters: tuple[ParameterInForce, ...]


class Environment(Object):
    """An environment, and the alias that says what is in it; if protected, only a promotion moves it."""

    name: str
    alias: str
    protected: bool
