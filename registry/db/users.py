"""People, their sessions and their API tokens; secrets are kept as hashes only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from registry.db.base import Base, id_field, json_field


class UserRow(Base, table=True):
    """A person. `password_hash` is Argon2id's encoded form."""

    __tablename__ = "user_account"

    id: UUID = id_field()
    username: str = Field(max_length=64, unique=True)
    display_name: str = Field(max_length=200)
    password_hash: str = Field(max_length=200)
    is_admin: bool = False
    active: bool = True
    created_at: datetime


class SessionRow(Base, table=True):
    """A browser session; the id is the SHA-256 of the cookie's value."""

    __tablename__ = "session"

    id: str = Field(max_length=71, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    csrf_token: str = Field(max_length=64)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_seen_at: datetime | None = None


class TokenRow(Base, table=True):
    """An API token; `secret_hash` is the SHA-256 of its secret part."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_user_id", "user_id", "id"),)

    id: UUID = id_field()
    user_id: UUID = Field(foreign_key="user_account.id")
    name: str = Field(max_length=200)
    secret_hash: str = Field(max_length=71)
    scopes: list[str] = json_field()
    project_id: UUID | None = Field(default=None, foreign_key="project.id")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
