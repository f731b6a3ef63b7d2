"""People: creating them, and finding out who is asking."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from registry.contract.people import CreateUser, UserView
from registry.db.users import UserRow
from registry.domain.errors import ConflictError, NotFoundError
from registry.domain.roles import Action
from registry.services.access import actor_of, require
from registry.services.context import Context
from registry.services.passwords import hash_password


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


def list_users(context: Context) -> list[UserView]:
    """Everybody; for administrators, and for owners who look for members."""
    actor_of(context)
    return [view_user(row) for row in context.session.exec(select(UserRow).order_by(col(UserRow.username)))]


def find_user(context: Context, username: str) -> UserRow:
    """The row of a person by name."""
    row = context.session.exec(select(UserRow).where(UserRow.username == username)).first()
    if row is None:
        raise NotFoundError(f"No user {username!r}.", remedy="Check the spelling, or ask an administrator.")
    return row


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
