"""How the models that a filter leaves divide."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col

from registry.contract.facets import FacetValue, FacetView, ModelFacetsView
from registry.contract.paging import FilterModels
from registry.db.aliases import AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.services.context import Context
from registry.services.model_filters import matching_models
from registry.services.policy_standing import word_of, worst_standing

_SHOWN = 12
_FACETS = ("project", "risk_tier", "owner", "environment", "policy")


def count_models(context: Context, asked: FilterModels) -> ModelFacetsView:
    """How many models the filter leaves, and the facets, each without its own filter."""
    total = matching_models(context, asked).with_only_columns(func.count(col(ModelRow.id)))
    return ModelFacetsView(
        total=context.session.connection().execute(total).scalar_one(),
        facets=[_facet(context, asked, name) for name in _FACETS],
    )


def _facet(context: Context, asked: FilterModels, name: str) -> FacetView:
    query = matching_models(context, asked.model_copy(update={name: None}))
    column, joined = _divided(context, query, name)
    number = func.count(col(ModelRow.id))
    counted = joined.with_only_columns(column, number).group_by(column).order_by(number.desc(), column)
    rows = [(_word(name, value), count) for value, count in context.session.connection().execute(counted)]
    return FacetView.model_validate(
        {
            "name": name,
            "values": [FacetValue(value=value, count=count) for value, count in rows[:_SHOWN]],
            "others": sum(count for _, count in rows[_SHOWN:]),
        }
    )


def _divided(context: Context, query: Any, name: str) -> tuple[Any, Any]:  # noqa: ANN401 - SQLModel's selects have no common type
    """The column that divides the models, and the query with what that takes."""
    match name:
        case "project":
            return col(ProjectRow.name), query.join(ProjectRow, col(ProjectRow.id) == ModelRow.project_id)
        case "environment":
            there = query.join(AliasRow, col(AliasRow.model_id) == ModelRow.id)
            there = there.join(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
            return col(EnvironmentRow.name), there
        case "policy":
            return worst_standing(context).label("policy"), query
        case _:
            return getattr(ModelRow, name), query


def _word(name: str, value: Any) -> str:  # noqa: ANN401 - what the column holds
    return word_of(value) if name == "policy" else str(value)
