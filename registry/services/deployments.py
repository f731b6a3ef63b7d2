"""What is in the environments of a model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlmodel import col, select

from registry.contract.deployments import DeploymentView
from registry.contract.paging import Page, PageQuery
from registry.db.aliases import AliasRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.context import Context
from registry.services.models import find_model
from registry.services.paging import read_page
from registry.services.policy_standing import last_promotion_id, weight, word_of

_Found = tuple[AliasRow, EnvironmentRow, int, PromotionRow | None, str | None, int]


def list_deployments(
    context: Context, model_name: str, asked: PageQuery | None = None
) -> Page[DeploymentView]:
    """Each environment with something of the model in it, by the name of its alias."""
    model = find_model(context, model_name)
    require(context, Action.PROJECT_READ, model.project_id)
    rows, following = read_page(
        context,
        select(AliasRow)
        .join(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
        .where(AliasRow.model_id == model.id),
        asked or PageQuery(),
        [col(AliasRow.name)],
        descending=False,
    )
    return Page([_view(found) for found in _read(context, rows)], following)


def _read(context: Context, aliases: list[AliasRow]) -> list[_Found]:
    query: Any = select(AliasRow, EnvironmentRow, VersionRow.number)
    query = (
        query.add_columns(PromotionRow, DecisionRow.policy_revision, weight(context))
        .select_from(AliasRow)
        .join(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
        .join(VersionRow, col(VersionRow.id) == AliasRow.version_id)
        .outerjoin(PromotionRow, col(PromotionRow.id) == last_promotion_id())
        .outerjoin(DecisionRow, col(DecisionRow.id) == PromotionRow.decision_id)
        .where(col(AliasRow.id).in_([row.id for row in aliases]))
    )
    found = cast("Iterable[_Found]", context.session.exec(query))
    return sorted(found, key=lambda one: one[0].name)


def _view(found: _Found) -> DeploymentView:
    alias, environment, version, promotion, revision, number = found
    decided = promotion is not None and promotion.decision_id is not None
    return DeploymentView.model_validate(
        {
            "environment": environment.name,
            "alias": alias.name,
            "protected": environment.protected,
            "version": version,
            "since": rfc3339(alias.moved_at),
            "promotion": str(promotion.id) if promotion else None,
            "decision": str(promotion.decision_id) if promotion and decided else None,
            "policy_revision": revision,
            "policy": word_of(number) if environment.protected else "not_gated",
        }
    )
