"""Registered models and their aliases."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Alias(Object):
    """What an alias points to."""

    alias: str
    environment: str | None
    protected: bool
    version: int
    moved_at: str


class AliasMove(Object):
    """One step of an alias's history."""

    alias: str
    from_version: int | None
    to_version: int | None
    promotion: str | None
    moved_by: str
    moved_at: str


class Model(Object):
    """A registered model; empty text means that nobody said."""

    id: str
    project: str
    name: str
    risk_tier: str
    owner: str
    accountable_person: str
    intended_purpose: str
    on_call: str
    escalation_path: str
    runbook: str
    fallback: str
    tags: dict[str, str]
    created_by: str
    created_at: str
    versions: int
    aliases: tuple[Alias, ...]
