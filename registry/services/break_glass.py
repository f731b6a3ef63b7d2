"""Breaking the glass: two people who do not owe it to each other move the alias in spite of the gate."""

from __future__ import annotations

from uuid import UUID

from registry.contract.promotions import BreakGlassReason, ConfirmBreakGlass, PromotionDetailView
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.domain.errors import ConflictError, SeparationOfDutiesError
from registry.domain.promotion_states import PromotionKind
from registry.domain.roles import Action, roles_permitting
from registry.services.access import require
from registry.services.applying import carry_out
from registry.services.context import Actor, Context
from registry.services.members import givers_of
from registry.services.preconditions import expect
from registry.services.promotion_views import break_glass_digest, view_promotion_detail
from registry.services.promotions import find_promotion, hold_still, judge, refuse_ended


def ask_break_glass(context: Context, promotion_id: UUID, command: BreakGlassReason) -> PromotionDetailView:
    """The first of two people takes it on themselves that this cannot wait."""
    row = find_promotion(context, promotion_id, lock=True)
    actor = require(context, Action.PROMOTION_BREAK_GLASS, row.project_id)
    expect(context, lambda: view_promotion_detail(context, row))
    refuse_ended(row)
    row.break_glass_reason, row.break_glass_by = command.reason, actor.user_id
    row.revision += 1
    context.record(
        "promotion.break_glass_asked",
        ("promotion", row.id),
        project_id=row.project_id,
        promotion_id=row.id,
        reason=command.reason,
    )
    return view_promotion_detail(context, row)


def confirm_break_glass(
    context: Context, promotion_id: UUID, command: ConfirmBreakGlass
) -> PromotionDetailView:
    """A second person confirms what they saw: the gate's answer is kept, and the alias moves all the same."""
    row = find_promotion(context, promotion_id, lock=True)
    actor = require(context, Action.PROMOTION_BREAK_GLASS, row.project_id)
    expect(context, lambda: view_promotion_detail(context, row))
    refuse_ended(row)
    if row.break_glass_by is None:
        raise ConflictError("Nobody has asked to break the glass.", remedy="Ask for it first, with a reason.")
    refuse_as_second(context, row, actor)
    if break_glass_digest(context, row) != command.asked:
        raise ConflictError(
            "What you would answer for has changed since you looked.",
            why=f"The reason, the policy or the decision, which is {row.decision_id} now, is another one.",
            remedy="Look at the request as it is now, then confirm.",
        )
    hold_still(context, row)
    decision = judge(context, row, "break_glass", confirmed_by=actor.username)
    row.kind = PromotionKind.BREAK_GLASS
    carry_out(context, row, "break_glass", decision)
    return view_promotion_detail(context, row)


def why_not_second(context: Context, row: PromotionRow, actor: Actor) -> str:
    """What keeps somebody who has the role from confirming; empty when nothing does, or nobody has asked."""
    try:
        refuse_as_second(context, row, actor)
    except SeparationOfDutiesError as error:
        return f"{error.what} {error.why}"
    return ""


def refuse_as_second(context: Context, row: PromotionRow, actor: Actor) -> None:
    """Raise `SeparationOfDutiesError` for who asked, and for who has the role from the other one only."""
    if row.break_glass_by is None:
        return
    asked_by = context.session.get_one(UserRow, row.break_glass_by).username
    if asked_by == actor.username:
        raise SeparationOfDutiesError(
            f"{actor.username} asked for it themselves.",
            why="Breaking the glass takes two people.",
            remedy="Have somebody else confirm it.",
        )
    for person in (actor.username, asked_by):
        if not _chosen_by_others(context, row.project_id, person, {actor.username, asked_by}):
            raise SeparationOfDutiesError(
                f"{person} has the role for it from {asked_by} or {actor.username} alone.",
                why="Breaking the glass takes two people, and neither of them chooses the other.",
                remedy=f"Have somebody else confirm it, or have an administrator set the roles of {person}.",
            )


def _chosen_by_others(context: Context, project_id: UUID, username: str, two: set[str]) -> bool:
    givers = givers_of(context, project_id, username)
    return any(givers.get(role, frozenset()) - two for role in roles_permitting(Action.PROMOTION_BREAK_GLASS))
