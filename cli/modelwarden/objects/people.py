"""Users, members, tokens, and why somebody can or can't do something."""

from __future__ import annotations

from pydantic import Field

from modelwarden.objects.base import Object


class User(Object):
    """A person."""

    username: str
    display_name: str
    is_admin: bool
    active: bool


class Member(Object):
    """A person in a project."""

    username: str
    display_name: str
    roles: tuple[str, ...]


class Token(Object):
    """An API token without its secret."""

    id: str
    name: str
    username: str
    scopes: tuple[str, ...]
    project: str | None
    created_at: str
    expires_at: str
    last_used_at: str | None
    revoked_at: str | None


class IssuedToken(Object):
    """A fresh token: the only time that its secret is shown. It stays out of `repr`, and so out of logs."""

    token: str = Field(repr=False)
    details: Token


class Access(Object):
    """Whether somebody may do something, and why."""

    username: str
    action: str
    project: str
    allowed: bool
    roles: tuple[str, ...]
    roles_that_may: tuple[str, ...]
    scope: str = ""
    duty: str = ""
    reason: str
