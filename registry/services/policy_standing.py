"""How what is deployed stands to the policy in force: let in under it, under an older one, or not allowed.

What was let in is not judged again here; `readiness` asks the gate what it would say now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, literal
from sqlmodel import col, select

from registry.contract.models import ModelView
from registry.db.aliases import AliasMoveRow, AliasRow
from registry.db.bundles import BundleRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.domain.promotion_states import Outcome
from registry.services.context import Context

NOTHING_DEPLOYED = "none"
# The words in the order of their weight: the heaviest is what is said of a model.
_WEIGHTS = {1: "in_force", 2: "older", 3: "not_allowed"}


def last_promotion_id() -> ScalarSelect[Any]:
    """The request by which an alias came to point where it does, in a query of aliases."""
    moves: Any = select(AliasMoveRow.promotion_id)
    query = moves.where(AliasMoveRow.model_id == AliasRow.model_id, AliasMoveRow.name == AliasRow.name)
    found: ScalarSelect[Any] = (
        query.order_by(col(AliasMoveRow.id).desc()).limit(1).correlate(AliasRow).scalar_subquery()
    )
    return found


def weight(context: Context) -> ColumnElement[int]:
    """How much the decision behind a protected alias weighs; whatever is not an allow weighs most."""
    active = context.session.exec(select(BundleRow.revision).where(BundleRow.active)).first()
    return case(
        (col(DecisionRow.outcome).is_distinct_from(Outcome.ALLOW), literal(3)),
        (col(DecisionRow.policy_revision) == (active or ""), literal(1)),
        else_=literal(2),
    )


def word_of(number: int | None) -> str:
    """The word for a weight; without any, nothing is deployed."""
    return _WEIGHTS[number] if number else NOTHING_DEPLOYED


def worst_standing(context: Context) -> ColumnElement[int]:
    """The heaviest of a model's protected aliases, in a query of models; 0 when there is none."""
    query: Any = select(func.max(weight(context)))
    query = (
        query.select_from(AliasRow)
        .join(EnvironmentRow, and_(col(EnvironmentRow.alias) == AliasRow.name, col(EnvironmentRow.protected)))
        .outerjoin(PromotionRow, col(PromotionRow.id) == last_promotion_id())
        .outerjoin(DecisionRow, col(DecisionRow.id) == PromotionRow.decision_id)
        .where(AliasRow.model_id == ModelRow.id)
        .correlate(ModelRow)
    )
    return func.coalesce(query.scalar_subquery(), literal(0))


def has_standing(context: Context, word: str) -> ColumnElement[bool]:
    """Whether a model has this word, in a query of models."""
    numbers = {name: number for number, name in _WEIGHTS.items()} | {NOTHING_DEPLOYED: 0}
    return worst_standing(context) == numbers[word]


def standings(context: Context, models: Iterable[ModelView]) -> dict[str, str]:
    """The word for each of some models, by name. Whoever calls has asked for permission."""
    ids = [UUID(model.id) for model in models]
    query: Any = select(ModelRow.name, worst_standing(context)).where(col(ModelRow.id).in_(ids))
    return {name: word_of(number) for name, number in context.session.exec(query)}
