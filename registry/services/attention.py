"""What needs attention, as far as the registry knows without asking the gate again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from registry.contract.inbox import AttentionView, RecentDecisionView
from registry.db.aliases import AliasRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.jobs import JobRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.db.waivers import WaiverApprovalRow, WaiverRow
from registry.domain.clock import rfc3339
from registry.domain.job_states import JobState
from registry.domain.promotion_states import Outcome
from registry.services.access import in_visible_projects
from registry.services.bundles import NoPolicyError, active_bundle
from registry.services.context import Context
from registry.services.paging import hold

SOON = timedelta(days=14)
_MOST, _RECENT = 200, 10

_Standing = tuple[AliasRow, ModelRow, EnvironmentRow]
_Place = tuple[UUID, UUID]


def needing_attention(context: Context) -> list[AttentionView]:
    """What the gate would not let in today comes first, then what runs out, then what failed."""
    return [*_drifted(context), *_expiring(context), *_failed(context)]


def recent_decisions(context: Context) -> list[RecentDecisionView]:
    """The newest decisions of the projects that the actor may read."""
    query = (
        select(  # type: ignore[call-overload] # SQLModel has overloads for four columns.
            DecisionRow.id, DecisionRow.outcome, DecisionRow.occasion, DecisionRow.decided_at, PromotionRow
        )
        .join(PromotionRow, col(PromotionRow.id) == DecisionRow.promotion_id)
        .where(in_visible_projects(context, col(PromotionRow.project_id)))
        .order_by(col(DecisionRow.id).desc())
        .limit(_RECENT)
    )
    found = list(context.session.exec(query))
    hold(context, ModelRow, {row.model_id for *_, row in found})
    hold(context, VersionRow, {row.version_id for *_, row in found})
    hold(context, EnvironmentRow, {row.environment_id for *_, row in found})
    return [
        RecentDecisionView(
            id=str(decision_id),
            promotion=str(row.id),
            model=context.session.get_one(ModelRow, row.model_id).name,
            version=context.session.get_one(VersionRow, row.version_id).number,
            environment=context.session.get_one(EnvironmentRow, row.environment_id).name,
            outcome=outcome.value,
            occasion=occasion,
            decided_at=rfc3339(decided_at),
        )
        for decision_id, outcome, occasion, decided_at, row in found
    ]


def _drifted(context: Context) -> Iterator[AttentionView]:
    """What stands in protected environments, and the newest decision or the policy does not vouch for."""
    try:
        in_force = active_bundle(context).revision
    except NoPolicyError:
        return
    standing = _standing(context)
    newest = _newest_decisions(context, standing)
    for alias, model, environment in standing:
        decision = newest.get((alias.version_id, environment.id))
        if decision is None:
            continue
        outcome, revision, decided_at = decision
        number = context.session.get_one(VersionRow, alias.version_id).number
        shared = {
            "what": f"{model.name} version {number} in {environment.name}",
            "path": f"/models/{model.name}/versions/{number}",
            "project": context.session.get_one(ProjectRow, model.project_id).name,
            "at": rfc3339(decided_at),
        }
        if outcome is not Outcome.ALLOW:
            why = f"Its newest decision does not allow it ({outcome.value.replace('_', ' ')})."
            yield AttentionView(kind="would_fail", why=why, **shared)
        elif revision != in_force:
            why = f"It was judged under {revision}. {in_force} is in force, and may judge otherwise."
            yield AttentionView(kind="not_judged_since", why=why, **shared)


def _standing(context: Context) -> list[_Standing]:
    query = (
        select(AliasRow, ModelRow, EnvironmentRow)
        .join(ModelRow, col(ModelRow.id) == AliasRow.model_id)
        .join(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
        .where(EnvironmentRow.protected, in_visible_projects(context, col(ModelRow.project_id)))
        .order_by(col(AliasRow.moved_at).desc())
        .limit(_MOST)
    )
    found = list(context.session.exec(query))
    context.held += [row for rows in found for row in rows]
    hold(context, VersionRow, {alias.version_id for alias, _, _ in found})
    hold(context, ProjectRow, {model.project_id for _, model, _ in found})
    return found


def _newest_decisions(
    context: Context, standing: list[_Standing]
) -> dict[_Place, tuple[Outcome, str, datetime]]:
    query = (
        select(  # type: ignore[call-overload] # As above.
            PromotionRow.version_id,
            PromotionRow.environment_id,
            DecisionRow.outcome,
            DecisionRow.policy_revision,
            DecisionRow.decided_at,
        )
        .join(DecisionRow, col(DecisionRow.promotion_id) == PromotionRow.id)
        .where(col(PromotionRow.version_id).in_({alias.version_id for alias, _, _ in standing}))
        .order_by(col(DecisionRow.id))
    )
    return {
        (version, environment): (outcome, revision, at)
        for version, environment, outcome, revision, at in context.session.exec(query)
    }


def _expiring(context: Context) -> Iterator[AttentionView]:
    """Approved waivers that end within two weeks."""
    approved = select(WaiverApprovalRow.waiver_id)
    query = (
        select(WaiverRow)
        .where(
            in_visible_projects(context, col(WaiverRow.project_id)),
            col(WaiverRow.revoked_at).is_(None),
            col(WaiverRow.expires_at) > context.now,
            col(WaiverRow.expires_at) <= context.now + SOON,
            col(WaiverRow.id).in_(approved),
        )
        .order_by(col(WaiverRow.expires_at))
        .limit(_MOST)
    )
    for row in context.session.exec(query):
        model = context.session.get_one(ModelRow, row.model_id).name
        environment = context.session.get_one(EnvironmentRow, row.environment_id).name
        yield AttentionView(
            kind="waiver_expires",
            what=f"Waiver of {row.rule_id} for {model} in {environment}",
            why="Then the rule counts again. Mend the cause, or ask for a new waiver in time.",
            path=f"/models/{model}",
            project=context.session.get_one(ProjectRow, row.project_id).name,
            at=rfc3339(row.expires_at),
        )


def _failed(context: Context) -> Iterator[AttentionView]:
    """Jobs that failed in the last two weeks."""
    query = (
        select(JobRow)
        .where(
            in_visible_projects(context, col(JobRow.project_id)),
            JobRow.state == JobState.FAILED,
            col(JobRow.finished_at) > context.now - SOON,
        )
        .order_by(col(JobRow.id).desc())
        .limit(_RECENT)
    )
    for row in context.session.exec(query):
        if row.project_id is not None and row.finished_at is not None:
            yield AttentionView(
                kind="job_failed",
                what=f"Job: {row.kind.value.replace('_', ' ')}",
                why=str((row.error or {}).get("what", "")),
                path=f"/jobs/{row.id}",
                project=context.session.get_one(ProjectRow, row.project_id).name,
                at=rfc3339(row.finished_at),
            )
