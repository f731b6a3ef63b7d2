"""Permission: who may do what where, and why or why not."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from registry.contract.people import AccessView
from registry.db.projects import MemberRow, ProjectRow
from registry.db.users import UserRow
from registry.domain.errors import ForbiddenError, NotAuthenticatedError, NotFoundError
from registry.domain.roles import Action, Role, permits, roles_permitting, scope_for
from registry.services.context import Actor, Context


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


def not_there() -> NotFoundError:
    """One answer for what does not exist and for what the actor may not see, so that neither can be told."""
    return NotFoundError("No such thing.", why="It does not exist, or you are not a member of its project.")


def require(context: Context, action: Action, project_id: UUID | None = None) -> Actor:
    """The actor, when they may do this here; otherwise an error that names who could."""
    actor = actor_of(context)
    reason = _why_not(actor, roles_of(context, actor, project_id), action, project_id)
    if reason:
        if project_id is not None and not _may_see(context, actor, project_id):
            raise not_there()
        raise ForbiddenError(
            f"{actor.username} may not do {action.value}.",
            why=reason,
            remedy=f"Ask somebody with the role {_either(action)}.",
        )
    return actor


def roles_of(context: Context, actor: Actor, project_id: UUID | None) -> frozenset[Role]:
    """The roles of a person in a project, with `admin` for an administrator."""
    roles = {Role.ADMIN} if actor.is_admin else set()
    if project_id is not None:
        query = select(MemberRow).where(
            MemberRow.project_id == project_id, MemberRow.user_id == actor.user_id
        )
        roles.update(member.role for member in context.session.exec(query))
    return frozenset(roles)


def visible_projects(context: Context) -> list[UUID]:
    """The projects that the actor may read."""
    actor = actor_of(context)
    if actor.is_admin:
        found = set(context.session.exec(select(ProjectRow.id)))
    else:
        found = set(
            context.session.exec(select(MemberRow.project_id).where(MemberRow.user_id == actor.user_id))
        )
    return sorted(found & {actor.project_id} if actor.project_id else found)


def explain_access(context: Context, username: str, action: Action, project: ProjectRow) -> AccessView:
    """Why somebody can, or can't, do something in a project."""
    require(context, Action.PROJECT_READ, project.id)
    user = context.session.exec(select(UserRow).where(UserRow.username == username)).first()
    if user is None:
        raise NotFoundError(f"No user {username!r}.", remedy="Check the spelling.")
    actor = Actor(user.id, user.username, user.display_name, user.is_admin)
    roles = roles_of(context, actor, project.id)
    reason = _why_not(actor, roles, action, project.id)
    return AccessView(
        username=username,
        action=action.value,
        project=project.name,
        allowed=not reason,
        roles=sorted(roles),
        roles_that_may=[role.value for role in roles_permitting(action)],
        reason=reason or f"One of their roles permits it: {', '.join(sorted(roles))}.",
    )


def _why_not(actor: Actor, roles: frozenset[Role], action: Action, project_id: UUID | None) -> str:
    needed = scope_for(action)
    if needed not in actor.scopes:
        return f"The token lacks the scope {needed.value!r}."
    if actor.project_id is not None and project_id != actor.project_id:
        return "The token is for another project."
    if not permits(roles, action):
        held = ", ".join(sorted(roles)) or "none"
        return f"Their roles here ({held}) do not permit it."
    return ""


def _may_see(context: Context, actor: Actor, project_id: UUID) -> bool:
    roles = roles_of(context, actor, project_id)
    return permits(roles, Action.PROJECT_READ) and actor.project_id in (None, project_id)


def _either(action: Action) -> str:
    return " or ".join(repr(role.value) for role in roles_permitting(action))
