"""Which models a list or a facet is about."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from registry.contract.paging import FilterModels
from registry.db.aliases import AliasRow
from registry.db.models import ModelRow, ModelTagRow
from registry.db.planning import begins_with
from registry.domain.tiers import RiskTier
from registry.services.access import in_visible_projects
from registry.services.context import Context
from registry.services.policy_standing import has_standing
from registry.services.projects import find_environment, readable_project
from registry.services.tags import parse_tags


def matching_models(context: Context, asked: FilterModels) -> Any:  # noqa: ANN401 - SQLModel's select has no common type
    """The models that the actor may read and that have all that is asked for."""
    query = select(ModelRow).where(in_visible_projects(context, col(ModelRow.project_id)))
    if asked.project is not None:
        query = query.where(ModelRow.project_id == readable_project(context, asked.project).id)
    if asked.name_prefix is not None:
        dialect = context.session.get_bind().dialect.name
        query = query.where(begins_with(col(ModelRow.name), asked.name_prefix, dialect))
    if asked.risk_tier is not None:
        query = query.where(ModelRow.risk_tier == RiskTier(asked.risk_tier))
    if asked.owner is not None:
        query = query.where(ModelRow.owner == asked.owner)
    for name, value in parse_tags(asked.tag):
        tagged = select(ModelTagRow.model_id).where(
            ModelTagRow.name == name, ModelTagRow.value_digest == value
        )
        query = query.where(col(ModelRow.id).in_(tagged))
    if asked.environment is not None:
        alias = find_environment(context, asked.environment).alias
        # As a value and not as EXISTS, which PostgreSQL would answer by reading every alias.
        there = select(AliasRow.id).where(AliasRow.model_id == ModelRow.id, AliasRow.name == alias)
        query = query.where(there.scalar_subquery().is_not(None))
    if asked.policy is not None:
        query = query.where(has_standing(context, asked.policy))
    return query
