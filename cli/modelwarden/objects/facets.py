"""Models by facet, and what of a model is deployed."""

from __future__ import annotations

from modelwarden.objects.base import Object


class FacetValue(Object):
    """One value and how many models have it; empty text means that nobody said."""

    value: str
    count: int


class Facet(Object):
    """One way to divide models; `others` counts those with values beyond these."""

    name: str
    values: tuple[FacetValue, ...]
    others: int


class FacetCount(Object):
    """A facet's value and its count, on one line."""

    facet: str
    value: str
    count: int


class ModelFacets(Object):
    """The models that a filter leaves, and how each facet divides them."""

    total: int
    facets: tuple[Facet, ...]

    @property
    def counts(self) -> tuple[FacetCount, ...]:
        """Every value of every facet."""
        return tuple(
            FacetCount(facet=facet.name, value=one.value, count=one.count)
            for facet in self.facets
            for one in facet.values
        )


class Deployment(Object):
    """What is in one environment. `policy`: `in_force`, `older`, `not_allowed`, or `not_gated`."""

    environment: str
    alias: str
    protected: bool
    version: int
    since: str
    promotion: str | None
    decision: str | None
    policy_revision: str | None
    policy: str
