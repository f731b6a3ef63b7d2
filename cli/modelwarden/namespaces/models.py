"""Registered models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from modelwarden.namespaces.base import Namespace, asked, given
from modelwarden.objects.facets import Deployment, ModelFacets
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


class ModelFilters(TypedDict, total=False):
    """What to list. `tag` is `{name: value}`, all of which must be there; `order` is `asc` or `desc`.

    `policy` is `in_force`, `older`, `not_allowed` or `none`: how the decisions behind what is in the model's
    protected environments stand to the policy in force.
    """

    project: str
    name_prefix: str
    risk_tier: str
    owner: str
    tag: Mapping[str, str]
    environment: str
    policy: str
    order_by: str
    order: str


class ModelFacetFilters(TypedDict, total=False):
    """What to count."""

    project: str
    name_prefix: str
    risk_tier: str
    owner: str
    tag: Mapping[str, str]
    environment: str
    policy: str


class Models(Namespace):
    """Registered models; a name is unique in the installation."""

    def create(self, project: str, name: str, *, risk_tier: str, **facts: Unpack[ModelFacts]) -> Model:
        """Add a registered model to a project."""
        body = {"project": project, "name": name, "risk_tier": risk_tier, **facts}
        return self._transport.send("POST", route("models"), Model, given(body))

    def list(self, **filters: Unpack[ModelFilters]) -> tuple[Model, ...]:
        """The models that I may read, by name unless `order_by` says otherwise."""
        return self._transport.get_all(route("models"), Model, asked(filters))

    def facets(self, **filters: Unpack[ModelFacetFilters]) -> ModelFacets:
        """How many models there are by project, risk tier, owner, environment and policy."""
        return self._transport.get(route("facets", "models"), ModelFacets, asked(filters))

    def deployments(self, name: str) -> tuple[Deployment, ...]:
        """What is in each environment, and how its decision stands to the policy in force."""
        return self._transport.get_all(route("models", name, "deployments"), Deployment)

    def get(self, name: str) -> Model:
        """One model."""
        return self._transport.get(route("models", name), Model)

    def change(
        self,
        name: str,
        *,
        risk_tier: str | None = None,
        if_match: str | None = None,
        **facts: Unpack[ModelFacts],
    ) -> Model:
        """Change what is given; what is left out stays. `if_match` is the `etag` that it must still have.

        Raises:
            ConflictError: when somebody has changed it meanwhile, with `if_match`.
        """
        body = {"risk_tier": risk_tier, **facts}
        return self._transport.send("PATCH", route("models", name), Model, given(body), if_match=if_match)
