"""Asking the gate what it would say of a version, keeping nothing: no request, no decision, no event."""

from __future__ import annotations

from sqlmodel import col, select

from registry.contract.readiness import ReadinessView
from registry.db.aliases import AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.promotion_states import FINAL_PROMOTION_STATES, PromotionKind, PromotionState
from registry.gate.input_document import Question
from registry.services.access import actor_of
from registry.services.bundles import active_bundle
from registry.services.clock import refuse_if_behind
from registry.services.context import Context
from registry.services.gate_documents import build_gate_input
from registry.services.projects import find_environment
from registry.services.versions import read_version

_REASON = "Asked for readiness; no request was opened."


def judge_readiness(context: Context, model_name: str, number: int, environment: str) -> ReadinessView:
    """Which checks would fail if the version were to enter the environment now, and what would be owed.

    Raises:
        GateUnavailableError: there is no answer to rely on.
    """
    model, version = read_version(context, model_name, number)
    target = find_environment(context, environment)
    living = _living(context, version, target)
    refuse_if_behind(context)
    bundle = active_bundle(context)
    request = living or _would_be(context, model, version, target)
    document = build_gate_input(context, request, policy_revision=bundle.revision)
    answer = context.platform.gate.ask(Question.of(document), expected_revision=bundle.revision)
    return ReadinessView(
        project=context.session.get_one(ProjectRow, model.project_id).name,
        model=model.name,
        version=version.number,
        environment=target.name,
        alias=target.alias,
        protected=target.protected,
        current=_current(context, model, target),
        request=str(living.id) if living else None,
        policy_revision=bundle.revision,
        judgement=answer.decision,
    )


def _living(context: Context, version: VersionRow, environment: EnvironmentRow) -> PromotionRow | None:
    query = select(PromotionRow).where(
        PromotionRow.version_id == version.id,
        PromotionRow.environment_id == environment.id,
        col(PromotionRow.state).not_in(list(FINAL_PROMOTION_STATES)),
    )
    return context.session.exec(query).first()


def _would_be(
    context: Context, model: ModelRow, version: VersionRow, environment: EnvironmentRow
) -> PromotionRow:
    """The request that the actor could open; it never joins the session."""
    return PromotionRow(
        project_id=model.project_id,
        model_id=model.id,
        version_id=version.id,
        environment_id=environment.id,
        kind=PromotionKind.PROMOTE,
        state=PromotionState.OPEN,
        reason=_REASON,
        opened_by=actor_of(context).user_id,
        opened_at=context.now,
    )


def _current(context: Context, model: ModelRow, environment: EnvironmentRow) -> int | None:
    query = (
        select(VersionRow.number)
        .join(AliasRow, col(AliasRow.version_id) == VersionRow.id)
        .where(AliasRow.model_id == model.id, AliasRow.name == environment.alias)
    )
    return context.session.exec(query).first()
