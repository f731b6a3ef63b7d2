"""Log-in, API tokens and browser sessions."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlmodel import col, select

from registry.contract.paging import Page, PageQuery
from registry.contract.people import CreateToken, IssuedTokenView, LogIn, TokenView
from registry.db.projects import ProjectRow
from registry.db.users import SessionRow, TokenRow, UserRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ForbiddenError, NotAuthenticatedError, NotFoundError
from registry.domain.roles import Scope
from registry.services.access import actor_with, is_member, not_there
from registry.services.context import Actor, Context
from registry.services.paging import hold, read_page
from registry.services.passwords import new_secret, password_matches, secret_hash

_PREFIX = "mw"
_USE_IS_NOTED_EVERY = timedelta(minutes=10)
_SESSION_USE_IS_NOTED_EVERY = timedelta(minutes=1)
# Built once, since every request asks it; and no more columns than it takes, as each costs every request.
_TOKEN_AND_USER: Any = (
    sa_select(
        *(col(column) for column in (TokenRow.secret_hash, TokenRow.scopes, TokenRow.project_id)),
        *(col(column) for column in (TokenRow.revoked_at, TokenRow.expires_at, TokenRow.last_used_at)),
        *(col(column) for column in (UserRow.id, UserRow.username, UserRow.display_name)),
        *(col(column) for column in (UserRow.is_admin, UserRow.active)),
    )
    .join(UserRow, col(UserRow.id) == TokenRow.user_id)
    .where(col(TokenRow.id) == bindparam("id"))
)
_REFUSED = NotAuthenticatedError(
    "The credentials are not valid.",
    why="They are wrong, expired or revoked.",
    remedy="Log in again with `modelwarden login`.",
)


def log_in(context: Context, command: LogIn) -> IssuedTokenView:
    """Exchange name and password for a token with all scopes."""
    user = check_password(context, command.username, command.password)
    wanted = CreateToken(
        name=command.token_name, scopes=["read", "write", "review", "admin"], hours=command.hours
    )
    return _issue(context, user, wanted, None)


def check_password(context: Context, username: str, password: str) -> UserRow:
    """The user whose password this is; the error does not say which part was wrong."""
    user = context.session.exec(select(UserRow).where(UserRow.username == username)).first()
    if (
        not password_matches(user.password_hash if user else None, password)
        or user is None
        or not user.active
    ):
        raise _REFUSED
    return user


def create_token(context: Context, command: CreateToken) -> IssuedTokenView:
    """A narrower token for a script, made with one's own."""
    actor = actor_with(context, Scope.ADMIN)
    extra = {Scope(scope) for scope in command.scopes} - actor.scopes
    if extra:
        raise ForbiddenError(
            f"This token cannot give the scope {', '.join(sorted(extra))}.",
            why="It does not have it itself.",
            remedy="Make the token with one that has the scope, or ask for fewer scopes.",
        )
    user = context.session.get_one(UserRow, actor.user_id)
    return _issue(context, user, command, _project_for(context, actor, command.project))


def list_tokens(context: Context, asked: PageQuery | None = None) -> Page[TokenView]:
    """The actor's own tokens; a token for one project sees only those for the same."""
    actor = actor_with(context, Scope.READ)
    query = select(TokenRow).where(TokenRow.user_id == actor.user_id)
    if actor.project_id is not None:
        query = query.where(TokenRow.project_id == actor.project_id)
    rows, following = read_page(context, query, asked or PageQuery(), [col(TokenRow.id)], descending=False)
    hold(context, ProjectRow, {row.project_id for row in rows})
    return Page((_view(context, row, actor.username) for row in rows), following)


def revoke_token(context: Context, token_id: UUID) -> None:
    """End one of the actor's own tokens."""
    actor = actor_with(context, Scope.ADMIN)
    row = context.session.get(TokenRow, token_id)
    if row is None or row.user_id != actor.user_id or not _reaches(actor, row):
        raise NotFoundError("No such token.", remedy="List yours with `modelwarden token list`.")
    row.revoked_at = row.revoked_at or context.now
    context.record("token.revoked", ("token", row.id))


def authenticate_token(context: Context, bearer: str) -> tuple[Actor, bool]:
    """Whose token this is, and whether its last use should be noted again.

    Raises `NotAuthenticatedError` for any token that is not good any more.
    """
    row = _find_token(context, bearer)
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    use_is_old = row.last_used_at is None or row.last_used_at < context.now - _USE_IS_NOTED_EVERY
    return _actor(row, scopes, row.project_id), use_is_old


def note_token_use(context: Context, bearer: str) -> None:
    """Note that a token was used. Not at every request, which would make every reading a writing."""
    _find_token(context, bearer)
    context.session.get_one(TokenRow, _identifier(bearer)).last_used_at = context.now


def _find_token(context: Context, bearer: str) -> Any:  # noqa: ANN401 - a row of `_TOKEN_AND_USER`
    """A token that is good, and whose it is."""
    prefix, _, rest = bearer.partition("_")
    secret = rest.partition("_")[2]
    row = context.session.connection().execute(_TOKEN_AND_USER, {"id": _identifier(bearer)}).first()
    # Compared even when there is no such token, so that both answers take the same time.
    matches = hmac.compare_digest(row.secret_hash if row else secret_hash(""), secret_hash(secret))
    if row is None or prefix != _PREFIX or not matches:
        raise _REFUSED
    if row.revoked_at is not None or row.expires_at <= context.now:
        raise _REFUSED
    return row


def start_session(context: Context, user: UserRow, hours: int) -> tuple[str, SessionRow]:
    """A fresh browser session and the cookie value for it."""
    cookie = new_secret()
    row = SessionRow(
        id=secret_hash(cookie),
        user_id=user.id,
        csrf_token=secrets.token_urlsafe(32),
        created_at=context.now,
        expires_at=context.now + timedelta(hours=hours),
    )
    context.session.add(row)
    context.record("session.started", ("user", user.username))
    return cookie, row


def authenticate_session(context: Context, cookie: str, idle: timedelta) -> tuple[Actor, SessionRow] | None:
    """Who is behind a cookie, or None: also when nobody has used the session for `idle`."""
    row = context.session.get(SessionRow, secret_hash(cookie))
    if row is None or row.revoked_at is not None or row.expires_at <= context.now:
        return None
    if _last_seen(row) <= context.now - idle:
        return None
    user = context.session.get_one(UserRow, row.user_id)
    return (_actor(user, frozenset(Scope), None), row) if user.active else None


def session_use_is_old(context: Context, row: SessionRow) -> bool:
    """Whether the last use should be noted again. Not at every request, as with tokens."""
    return _last_seen(row) < context.now - _SESSION_USE_IS_NOTED_EVERY


def note_session_use(context: Context, session_id: str) -> None:
    """Note that a session was used."""
    context.session.get_one(SessionRow, session_id).last_seen_at = context.now


def _last_seen(row: SessionRow) -> datetime:
    return row.last_seen_at or row.created_at


def end_session(context: Context, session_id: str) -> None:
    """Log out."""
    row = context.session.get_one(SessionRow, session_id)
    row.revoked_at = context.now


def _project_for(context: Context, actor: Actor, name: str | None) -> UUID | None:
    """The project that a new token is for: never a wider one than that of the token it is made with."""
    if name is None:
        return actor.project_id
    row = context.session.exec(select(ProjectRow).where(ProjectRow.name == name)).first()
    if row is None or not is_member(context, actor, row.id):
        raise not_there()
    return row.id


def _reaches(actor: Actor, row: TokenRow) -> bool:
    return actor.project_id in (None, row.project_id)


def _issue(context: Context, user: UserRow, command: CreateToken, project_id: UUID | None) -> IssuedTokenView:
    secret = new_secret()
    row = TokenRow(
        user_id=user.id,
        name=command.name,
        secret_hash=secret_hash(secret),
        scopes=sorted(set(command.scopes)),
        project_id=project_id,
        created_at=context.now,
        expires_at=context.now + timedelta(hours=command.hours),
    )
    context.session.add(row)
    context.record("token.issued", ("token", row.id), user=user.username, scopes=row.scopes)
    return IssuedTokenView(
        token=f"{_PREFIX}_{row.id.hex}_{secret}", details=_view(context, row, user.username)
    )


def _actor(user: Any, scopes: frozenset[Scope], project_id: UUID | None) -> Actor:  # noqa: ANN401 - a row with a user's columns
    if not user.active:
        raise _REFUSED
    return Actor(user.id, user.username, user.display_name, user.is_admin, scopes, project_id)


def _identifier(bearer: str) -> UUID:
    """The id in a token, or one that no token has."""
    try:
        return UUID(hex=bearer.split("_", 2)[1])
    except (IndexError, ValueError):
        return UUID(int=0)


def _view(context: Context, row: TokenRow, username: str) -> TokenView:
    project = context.session.get_one(ProjectRow, row.project_id).name if row.project_id else None
    return TokenView(
        id=str(row.id),
        name=row.name,
        username=username,
        scopes=row.scopes,
        project=project,
        created_at=rfc3339(row.created_at),
        expires_at=rfc3339(row.expires_at),
        last_used_at=rfc3339(row.last_used_at) if row.last_used_at else None,
        revoked_at=rfc3339(row.revoked_at) if row.revoked_at else None,
    )
