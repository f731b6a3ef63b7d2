"""Members of projects: who they are, as what, and who made them that."""

from __future__ import annotations

import json
from uuid import UUID

from sqlmodel import col, select

from registry.contract.paging import MAX_LIMIT, Page, PageQuery
from registry.contract.people import MemberView, SetRoles
from registry.db.events import EventRow
from registry.db.projects import MemberRow, ProjectRow
from registry.db.users import UserRow
from registry.domain.errors import SeparationOfDutiesError
from registry.domain.roles import REVIEWING_ROLES, Action, Role
from registry.services.access import require
from registry.services.context import Actor, Context
from registry.services.paging import read_page
from registry.services.preconditions import expect
from registry.services.projects import find_project
from registry.services.reevaluation import reevaluate_reviewed
from registry.services.users import find_user

_ROLES_SET = "member.roles_set"


def set_roles(context: Context, name: str, username: str, command: SetRoles) -> MemberView:
    """Give a person exactly these roles in a project. Nobody makes themselves a reviewer."""
    project = find_project(context, name, lock=True)
    actor = require(context, Action.MEMBER_MANAGE, project.id)
    user = find_user(context, username)
    expect(context, lambda: _view_members(context, project, [user])[0])
    roles = {Role(role) for role in command.roles}
    query = select(MemberRow).where(MemberRow.project_id == project.id, MemberRow.user_id == user.id)
    held = {member.role: member for member in context.session.exec(query)}
    if user.id == actor.user_id:
        _refuse_own_review(actor, roles - held.keys())
    for role in held.keys() - roles:
        context.session.delete(held[role])
    for role in sorted(roles - held.keys()):
        context.session.add(
            MemberRow(project_id=project.id, user_id=user.id, role=role, added_at=context.now)
        )
    if held.keys() - roles:
        reevaluate_reviewed(context, user)
    given = sorted(role.value for role in roles)
    context.record(_ROLES_SET, ("user", username), project_id=project.id, roles=given)
    return MemberView(username=user.username, display_name=user.display_name, roles=[*given])


def _refuse_own_review(actor: Actor, added: set[Role]) -> None:
    own = sorted(added & REVIEWING_ROLES)
    if own:
        raise SeparationOfDutiesError(
            f"{actor.username} cannot make themselves a {own[0].replace('_', ' ')}.",
            why="Who reviews is chosen by somebody else, or a signature of one's own would count for two.",
            remedy="Ask an administrator or another owner for the role.",
        )


def givers_of(context: Context, project_id: UUID, username: str) -> dict[Role, frozenset[str]]:
    """Who gave a person each role that they hold in a project, and who has set it again since.

    By user name, and from the audit log: nobody can change it, and it goes back to the first day.
    """
    query = (
        select(EventRow.content)
        .where(
            EventRow.project_id == project_id,
            EventRow.subject_kind == "user",
            EventRow.subject_id == username,
            EventRow.action == _ROLES_SET,
        )
        .order_by(col(EventRow.seq))
    )
    givers: dict[Role, frozenset[str]] = {}
    for content in context.session.exec(query):
        event = json.loads(content)
        roles = [Role(role) for role in event["details"]["roles"]]
        givers = {role: givers.get(role, frozenset()) | {event["actor"]} for role in roles}
    return givers


def list_members(context: Context, name: str, asked: PageQuery | None = None) -> Page[MemberView]:
    """Who is in a project, and as what."""
    project = find_project(context, name)
    require(context, Action.PROJECT_READ, project.id)
    members = select(MemberRow.user_id).where(MemberRow.project_id == project.id)
    query = select(UserRow).where(col(UserRow.id).in_(members))
    asked = asked or PageQuery(limit=MAX_LIMIT)
    rows, following = read_page(context, query, asked, [col(UserRow.username)], descending=False)
    return Page(_view_members(context, project, rows), following)


def get_member(context: Context, name: str, username: str) -> MemberView:
    """One person and their roles in a project, which may be none."""
    project = find_project(context, name)
    require(context, Action.PROJECT_READ, project.id)
    return _view_members(context, project, [find_user(context, username)])[0]


def _view_members(context: Context, project: ProjectRow, people: list[UserRow]) -> list[MemberView]:
    ids = [user.id for user in people]
    query = (
        select(MemberRow)
        .where(MemberRow.project_id == project.id, col(MemberRow.user_id).in_(ids))
        .order_by(col(MemberRow.role))
    )
    roles: dict[UUID, list[str]] = {}
    for member in context.session.exec(query):
        roles.setdefault(member.user_id, []).append(member.role.value)
    return [
        MemberView(username=user.username, display_name=user.display_name, roles=roles.get(user.id, []))
        for user in people
    ]
