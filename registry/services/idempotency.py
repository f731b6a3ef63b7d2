"""Idempotency keys: the same request again is answered with the first answer, and nothing happens twice.

The key is claimed in the transaction that does the work, so that both become true together. Whoever comes
with the same key meanwhile waits for that transaction (PostgreSQL at the unique key, SQLite for the writer)
and then finds its answer, or, when it was rolled back, does the work. What was refused is not kept.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from registry.db.idempotency import IdempotencyRow
from registry.domain.canonical import digest_bytes
from registry.domain.errors import ConflictError, KeyReusedError
from registry.services.access import actor_of
from registry.services.context import Context


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given the first time."""

    status: int
    media_type: str
    content: bytes


def claim_key(context: Context, key: str, request: bytes, lifetime: timedelta) -> KeptAnswer | None:
    """Take the key for this request, or get the answer that it had; waits while somebody else is at it.

    Raises:
        KeyReusedError: the key was used for another request.
        ConflictError: the first answer held a secret, and was not kept.
    """
    actor = actor_of(context)
    now = context.now
    _forget_expired(context)
    fresh = {
        "actor_id": actor.user_id,
        "key_digest": digest_bytes(key.encode()),
        "request_digest": _digest(key, request),
        "media_type": "",
        "created_at": now,
        "expires_at": now + lifetime,
    }
    connection = context.session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(IdempotencyRow.__table__).values(fresh).on_conflict_do_nothing()  # type: ignore[attr-defined]
    # Without the option the count of an INSERT is not kept, and looks like a row where there is none.
    if connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount:
        return None
    row = context.session.get_one(IdempotencyRow, (actor.user_id, fresh["key_digest"]))
    return _replay(row, str(fresh["request_digest"]))


def keep_answer(context: Context, key: str, kept: KeptAnswer, *, secret: bool) -> None:
    """Keep the answer to the request that holds the key."""
    row = context.session.get_one(IdempotencyRow, (actor_of(context).user_id, digest_bytes(key.encode())))
    row.status, row.media_type = kept.status, kept.media_type
    row.answer = None if secret else kept.content


def _replay(row: IdempotencyRow, request_digest: str) -> KeptAnswer:
    if not hmac.compare_digest(row.request_digest, request_digest):
        raise KeyReusedError(
            "The idempotency key was used before, for another request.",
            why="A key stands for one request: the same path with the same body.",
            remedy="Make a new key for a new request.",
        )
    if row.status is None or row.answer is None:
        raise ConflictError(
            "This was done already.",
            why="Its answer held a secret that is shown only once, and so was not kept.",
            remedy="If the answer was lost, revoke what was made and ask again with a new key.",
        )
    return KeptAnswer(row.status, row.media_type, row.answer)


def _forget_expired(context: Context) -> None:
    # One's own only: two transactions that cleared up for everybody could wait for each other.
    mine = delete(IdempotencyRow).where(
        col(IdempotencyRow.actor_id) == actor_of(context).user_id,
        col(IdempotencyRow.expires_at) <= context.now,
    )
    context.session.connection().execute(mine)


def _digest(key: str, request: bytes) -> str:
    # Keyed, so that a body with a password in it cannot be guessed from what is stored.
    return f"sha256:{hmac.new(key.encode(), request, hashlib.sha256).hexdigest()}"
