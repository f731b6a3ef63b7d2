"""People: creating them, and finding out who is asking."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from registry.contract.paging import MAX_LIMIT, Page, PageQuery
from registry.contract.people import ChangePassword, ChangeUser, CreateUser, UserView
from registry.db.users import SessionRow, TokenRow, UserRow
from registry.domain.errors import ConflictError, ForbiddenError, NotFoundError
from registry.domain.roles import Action, Scope
from registry.services.access import actor_with, require
from registry.services.context import Context
from registry.services.paging import hold, read_page
from registry.services.passwords import hash_password, password_matches
from registry.services.preconditions import expect
from registry.services.reevaluation import reevaluate_reviewed


def create_user(context: Context, command: CreateUser) -> UserView:
    """Add a person; administrators only."""
    require(context, Action.USER_MANAGE)
    return _add_user(context, command)


def create_first_admin(context: Context, command: CreateUser) -> UserView:
    """Add the first administrator of an empty installation; refused once there is anybody."""
    if context.session.exec(select(func.count()).select_from(UserRow)).one():
        raise ConflictError(
            "This installation has users already.",
            why="The first administrator can only be made once.",
            remedy="Log in as an administrator and create users there.",
        )
    return _add_user(context, command.model_copy(update={"is_admin": True}))


def change_user(context: Context, username: str, command: ChangeUser) -> UserView:
    """Let a person in, or keep them out; administrators only, and never themselves."""
    actor = require(context, Action.USER_MANAGE)
    row = find_user(context, username, lock=True)
    expect(context, lambda: view_user(row))
    if row.id == actor.user_id:
        raise ConflictError("You cannot keep yourself out.", remedy="Ask another administrator.")
    row.active = command.active
    if not row.active:
        end_logins(context, row)
    reevaluate_reviewed(context, row)
    context.record("user.changed", ("user", row.username), active=row.active)
    return view_user(row)


def change_password(context: Context, command: ChangePassword) -> UserView:
    """Change one's own password, and end every log-in that was made with the old one."""
    actor = actor_with(context, Scope.ADMIN)
    row = context.session.get_one(UserRow, actor.user_id)
    if not password_matches(row.password_hash, command.old_password):
        raise ForbiddenError(
            "The old password is not right.",
            why="Nothing was changed.",
            remedy="Type it again; an administrator can set a new one.",
        )
    row.password_hash = hash_password(command.new_password)
    end_logins(context, row)
    context.record("user.password_changed", ("user", row.username))
    return view_user(row)


def end_logins(context: Context, user: UserRow) -> None:
    """End all tokens and sessions of a person."""
    tokens = context.session.exec(select(TokenRow).where(TokenRow.user_id == user.id))
    sessions = context.session.exec(select(SessionRow).where(SessionRow.user_id == user.id))
    for row in (*tokens, *sessions):
        row.revoked_at = row.revoked_at or context.now


def list_users(context: Context, asked: PageQuery | None = None) -> Page[UserView]:
    """Everybody, for everybody who is logged in: people find owners, reviewers and each other by name."""
    actor_with(context, Scope.READ)
    asked = asked or PageQuery(limit=MAX_LIMIT)
    rows, following = read_page(context, select(UserRow), asked, [col(UserRow.username)], descending=False)
    return Page((view_user(row) for row in rows), following)


def get_user(context: Context, username: str) -> UserView:
    """One person."""
    actor_with(context, Scope.READ)
    return view_user(find_user(context, username))


def find_user(context: Context, username: str, *, lock: bool = False) -> UserRow:
    """The row of a person by name."""
    query = select(UserRow).where(UserRow.username == username)
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundError(f"No user {username!r}.", remedy="Check the spelling, or ask an administrator.")
    return row


def usernames(context: Context, ids: set[UUID]) -> dict[UUID, str]:
    """What these people log in as; of whoever asks, that is known already."""
    known = {context.actor.user_id: context.actor.username} if context.actor else {}
    return known | {row.id: row.username for row in hold(context, UserRow, ids - known.keys())}


def view_user(row: UserRow) -> UserView:
    """What others see of a person."""
    return UserView(
        username=row.username, display_name=row.display_name, is_admin=row.is_admin, active=row.active
    )


def _add_user(context: Context, command: CreateUser) -> UserView:
    if context.session.exec(select(UserRow.id).where(UserRow.username == command.username)).first():
        raise ConflictError(f"There is a user {command.username!r} already.", remedy="Choose another name.")
    row = UserRow(
        username=command.username,
        display_name=command.display_name,
        password_hash=hash_password(command.password),
        is_admin=command.is_admin,
        created_at=context.now,
    )
    context.session.add(row)
    context.record("user.created", ("user", row.username), is_admin=row.is_admin)
    return view_user(row)
