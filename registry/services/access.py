"""Permission: who may do what where. `access_explanation` has why or why not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, true
from sqlmodel import col, select

from registry.db.planning import Unindexed
from registry.db.projects import MemberRow, ProjectRow
from registry.domain.errors import ForbiddenError, NotAuthenticatedError, NotFoundError
from registry.domain.roles import Action, Role, Scope, permits, roles_permitting, scope_for
from registry.services.context import Actor, Context

_ROLES = select(col(MemberRow.role)).where(
    MemberRow.project_id == bindparam("project_id"), MemberRow.user_id == bindparam("user_id")
)


def actor_of(context: Context) -> Actor:
    """Whoever asks; raises `NotAuthenticatedError` when nobody does."""
    return require_actor(context.actor)


def require_actor(actor: Actor | None) -> Actor:
    """The actor, if there is one; raises `NotAuthenticatedError` otherwise."""
    if actor is None:
        raise NotAuthenticatedError(
            "Nobody is logged in.",
            why="This needs to know who asks.",
            remedy="Run `modelwarden login`, or send an `Authorization: Bearer` token.",
        )
    return actor


def actor_with(context: Context, scope: Scope) -> Actor:
    """Whoever asks, for what anybody may do who is logged in; a token needs the scope for it."""
    actor = actor_of(context)
    if scope not in actor.scopes:
        raise ForbiddenError(
            f"The token of {actor.username} is not for this.",
            why=f"The token lacks the scope {scope.value!r}.",
            remedy="Use a token that has it, or log in with `modelwarden login`.",
        )
    return actor


def not_there() -> NotFoundError:
    """One answer for what does not exist and for what the actor may not see, so that neither can be told."""
    return NotFoundError(
        "No such thing.",
        why="It does not exist, or you are not a member of its project.",
        remedy="Check the name; the project's owner can make you a member.",
    )


def require(context: Context, action: Action, project_id: UUID | None = None) -> Actor:
    """The actor, when they may do this here; otherwise an error that names who could."""
    actor = actor_of(context)
    return require_with(context, roles_of(context, actor, project_id), action, project_id)


def require_with(
    context: Context, roles: frozenset[Role], action: Action, project_id: UUID | None = None
) -> Actor:
    """The same, where a statement of this unit of work has brought the roles along."""
    actor = actor_of(context)
    reason = why_not(actor, roles, action, project_id)
    if reason:
        if project_id is not None and not is_member(context, actor, project_id):
            raise not_there()
        raise ForbiddenError(
            f"{actor.username} may not do {action.value}.",
            why=reason,
            remedy=_remedy(actor, action),
        )
    return actor


def roles_held(project_id: Any) -> ScalarSelect[Any]:  # noqa: ANN401 - a column
    """A column beside a row of a project: the roles of the person `user_id` in it; for `roles_from`."""
    return (
        select(func.aggregate_strings(col(MemberRow.role), ","))
        .where(MemberRow.project_id == project_id, MemberRow.user_id == bindparam("user_id"))
        .scalar_subquery()
    )


def roles_from(actor: Actor, held: str | None) -> frozenset[Role]:
    """What `roles_held` found, with `admin` for an administrator."""
    roles = {Role(role) for role in held.split(",")} if held else set()
    return frozenset(roles | {Role.ADMIN} if actor.is_admin else roles)


def roles_of(context: Context, actor: Actor, project_id: UUID | None) -> frozenset[Role]:
    """The roles of a person in a project, with `admin` for an administrator."""
    roles = {Role.ADMIN} if actor.is_admin else set()
    if project_id is not None:
        whose = {"project_id": project_id, "user_id": actor.user_id}
        roles.update(context.session.exec(_ROLES, params=whose))
    return frozenset(roles)


def visible_projects(context: Context) -> list[UUID]:
    """The projects that the actor may read."""
    actor = actor_with(context, Scope.READ)
    if actor.is_admin:
        found = set(context.session.exec(select(ProjectRow.id)))
    else:
        found = set(
            context.session.exec(select(MemberRow.project_id).where(MemberRow.user_id == actor.user_id))
        )
    return sorted(found & {actor.project_id} if actor.project_id else found)


def in_visible_projects(context: Context, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether a row, by the project in this column, is one that the actor may read; for lists in an order.

    An administrator without a narrower token reads all, so that nothing is looked up. Among several projects
    no index gives rows in an order, and so they are looked at in the order of the list.
    """
    actor = actor_with(context, Scope.READ)
    if actor.is_admin and actor.project_id is None:
        return true()
    found = visible_projects(context)
    return column == found[0] if len(found) == 1 else Unindexed(column).in_(found)


def is_member(context: Context, actor: Actor, project_id: UUID) -> bool:
    """Whether the actor may know of a project: as a member or administrator, and not by another's token."""
    roles = roles_of(context, actor, project_id)
    return permits(roles, Action.PROJECT_READ) and actor.project_id in (None, project_id)


def why_not(actor: Actor, roles: frozenset[Role], action: Action, project_id: UUID | None) -> str:
    """Why these roles and this token do not do; empty when they do."""
    needed = scope_for(action)
    if needed not in actor.scopes:
        return f"The token lacks the scope {needed.value!r}."
    if actor.project_id is not None and project_id != actor.project_id:
        return "The token is for another project."
    if not permits(roles, action):
        held = ", ".join(sorted(roles)) or "none"
        return f"Their roles here ({held}) do not permit it."
    return ""


def _remedy(actor: Actor, action: Action) -> str:
    if scope_for(action) not in actor.scopes:
        return f"Use a token with the scope {scope_for(action).value!r}."
    return f"Ask somebody with the role {' or '.join(repr(role.value) for role in roles_permitting(action))}."
