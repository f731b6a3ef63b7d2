"""How many models there are of each kind."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Count, Shape


class FacetValue(Shape):
    """One value and how many models have it; empty text means that nobody said."""

    value: str
    count: Count


class FacetView(Shape):
    """One way to divide models, most of them first. `others` counts the models with values beyond these."""

    name: Literal["project", "risk_tier", "owner", "environment", "policy"]
    values: list[FacetValue]
    others: Count


class ModelFacetsView(Shape):
    """The models that a filter leaves, and how each facet divides them.

    A facet leaves its own filter out, so that it shows what else could be chosen.
    """

    total: Count
    facets: list[FacetView]
