"""Requests that were made once, and are not made again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field

from registry.db.base import Base, digest_check


class IdempotencyRow(Base, table=True):
    """The first answer to a request with an idempotency key.

    Neither the key nor the request is kept: `key_digest` is the key's SHA-256, and `request_digest` an HMAC
    of the request under the key, which tells nobody what was in it. `answer` is null while there is none
    yet, and where the answer holds a secret.
    """

    __tablename__ = "idempotency"
    __table_args__ = (
        digest_check("key_digest"),
        digest_check("request_digest"),
        Index("ix_idempotency_expires_at", "expires_at"),
    )

    actor_id: UUID = Field(foreign_key="user_account.id", primary_key=True)
    key_digest: str = Field(max_length=71, primary_key=True)
    request_digest: str = Field(max_length=71)
    status: int | None = None
    media_type: str = Field(default="", max_length=100)
    answer: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    created_at: datetime
    expires_at: datetime
