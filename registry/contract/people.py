"""Users, log-in, tokens and membership."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.contract.base import Line, Name, Shape, ShownName, Timestamp

RoleName = Literal["owner", "contributor", "validator", "risk_reviewer", "legal_reviewer", "auditor"]
Scope = Literal["read", "write", "review", "admin"]
Password = Annotated[str, Field(min_length=12, max_length=200)]


class CreateUser(Shape):
    """A new person; the password is theirs to change."""

    username: Name
    display_name: ShownName
    password: Password
    is_admin: bool = False


class ChangePassword(Shape):
    """A new password of one's own; every other token and session of the person ends."""

    old_password: Annotated[str, Field(min_length=1, max_length=200)]
    new_password: Password


class ChangeUser(Shape):
    """Let a person in, or keep them out; their tokens and sessions end with it."""

    active: bool


class LogIn(Shape):
    """Exchange a password for an API token."""

    username: Line
    password: Annotated[str, Field(min_length=1, max_length=200)]
    token_name: ShownName = "log-in"  # noqa: S105 - what a token is for
    hours: Annotated[int, Field(ge=1, le=24 * 90)] = 12


class CreateToken(Shape):
    """A token for a script: no more scopes than its maker has, optionally for one project only."""

    name: ShownName
    scopes: list[Scope]
    project: Name | None = None
    hours: Annotated[int, Field(ge=1, le=24 * 365)] = 24


class SetRoles(Shape):
    """The roles of one person in one project; an empty list removes them."""

    roles: list[RoleName]


class UserView(Shape):
    """A person."""

    username: str
    display_name: str
    is_admin: bool
    active: bool


class MemberView(Shape):
    """A person in a project."""

    username: str
    display_name: str
    roles: list[str]


class TokenView(Shape):
    """A token without its secret."""

    id: str
    name: str
    username: str
    scopes: list[str]
    project: str | None
    created_at: Timestamp
    expires_at: Timestamp
    last_used_at: Timestamp | None
    revoked_at: Timestamp | None


class IssuedTokenView(Shape):
    """A fresh token: the only time that its secret is shown."""

    token: str
    details: TokenView


class AccessView(Shape):
    """Why somebody can, or can't, do something.

    `scope` is what a token needs for it, `duty` what binds even those who have the role (empty when nothing).
    """

    username: str
    action: str
    project: str
    allowed: bool
    roles: list[str]
    roles_that_may: list[str]
    scope: str
    duty: str
    reason: str


class KeyFileView(Shape):
    """A public file for verifying signatures."""

    file: str
