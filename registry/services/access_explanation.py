"""Why somebody can, or can't, do something: which role, scope or duty gives or lacks it, in a sentence."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from registry.contract.people import AccessView
from registry.db.projects import ProjectRow
from registry.db.users import UserRow
from registry.domain.duties import DUTIES
from registry.domain.errors import NotFoundError
from registry.domain.roles import Action, Role, permits, roles_permitting, scope_for
from registry.services.access import actor_of, not_there, require, roles_of, why_not
from registry.services.break_glass import why_not_second
from registry.services.context import Actor, Context
from registry.services.promotions import find_promotion
from registry.services.reviews import choices_of


def explain_access(
    context: Context, username: str, action: Action, project: ProjectRow, promotion_id: UUID | None = None
) -> AccessView:
    """Why somebody can, or can't, do something in a project; with a promotion request, their duties.

    Everybody may ask about themselves, and is answered for the token that they ask with. About others ask
    owners, auditors and administrators, and are answered for a log-in.
    """
    asking = require(context, Action.PROJECT_READ, project.id)
    if username != asking.username:
        require(context, Action.ACCESS_EXPLAIN, project.id)
    user = _find(context, username)
    actor = actor_of(context) if user.id == asking.user_id else _logged_in(user)
    roles = roles_of(context, actor, project.id)
    reason = _why_not(context, user, actor, action, project, promotion_id)
    return AccessView(
        username=username,
        action=action.value,
        project=project.name,
        allowed=not reason,
        roles=sorted(roles),
        roles_that_may=[role.value for role in roles_permitting(action)],
        scope=scope_for(action).value,
        duty=DUTIES.get(action, ""),
        reason=reason or _why(roles, action),
    )


def _find(context: Context, username: str) -> UserRow:
    user = context.session.exec(select(UserRow).where(UserRow.username == username)).first()
    if user is None:
        raise NotFoundError(f"No user {username!r}.", remedy="Check the spelling.")
    return user


def _logged_in(user: UserRow) -> Actor:
    return Actor(user.id, user.username, user.display_name, user.is_admin)


def _why_not(
    context: Context,
    user: UserRow,
    actor: Actor,
    action: Action,
    project: ProjectRow,
    promotion_id: UUID | None,
) -> str:
    if not user.active:
        return "Their account is not active, so they can do nothing."
    reason = why_not(actor, roles_of(context, actor, project.id), action, project.id)
    return reason or (_duty(context, actor, action, project, promotion_id) if promotion_id else "")


def _duty(context: Context, actor: Actor, action: Action, project: ProjectRow, promotion_id: UUID) -> str:
    """What keeps somebody who has the role from acting on this one request."""
    promotion = find_promotion(context, promotion_id)
    if promotion.project_id != project.id:
        raise not_there()
    if action is Action.PROMOTION_REVIEW:
        choices = choices_of(context, promotion, actor)
        return "" if any(not choice.why_not for choice in choices) else choices[0].why_not
    return why_not_second(context, promotion, actor) if action is Action.PROMOTION_BREAK_GLASS else ""


def _why(roles: frozenset[Role], action: Action) -> str:
    giving = sorted(role for role in roles if permits(frozenset({role}), action))
    named = " and ".join(repr(role.value) for role in giving)
    return f"Their role {named} permits it." if len(giving) == 1 else f"Their roles {named} permit it."
