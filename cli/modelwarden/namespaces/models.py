"""Registered models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from modelwarden.namespaces.base import Namespace, given
from modelwarden.objects.models import Model
from modelwarden.routes import route


class ModelFacts(TypedDict, total=False):
    """What is said about a model: the people and papers behind it."""

    owner: str
    accountable_person: str
    intended_purpose: str
    on_call: str
    escalation_path: str
    runbook: str
    fallback: str
    tags: Mapping[str, str]


class Models(Namespace):
    """Registered models; a name is unique in the installation."""

    def create(self, project: str, name: str, *, risk_tier: str, **facts: Unpack[ModelFacts]) -> Model:
        """Add a registered model to a project."""
        body = {"project": project, "name": name, "risk_tier": risk_tier, **facts}
        return self._transport.send("POST", route("models"), Model, given(body))

    def list(self) -> tuple[Model, ...]:
        """The models that I may read."""
        return self._transport.get_all(route("models"), Model)

    def get(self, name: str) -> Model:
        """One model."""
        return self._transport.get(route("models", name), Model)

    def change(self, name: str, *, risk_tier: str | None = None, **facts: Unpack[ModelFacts]) -> Model:
        """Change what is given; what is left out stays."""
        body = {"risk_tier": risk_tier, **facts}
        return self._transport.send("PATCH", route("models", name), Model, given(body))
