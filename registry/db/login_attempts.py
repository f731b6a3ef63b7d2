"""Failed log-ins, counted where every web process sees them."""

from datetime import datetime

from sqlmodel import Field

from registry.db.base import Base


class LoginAttemptRow(Base, table=True):
    """How often a log-in has failed for an account, from an address, or for both together.

    `key` is the SHA-256 of what is counted: nothing that somebody typed, which may be a password in the wrong
    field, is kept. `succeeded_at` is when this account was last logged in to from this address.
    """

    __tablename__ = "login_attempt"

    key: str = Field(max_length=71, primary_key=True)
    failures: int
    last_at: datetime = Field(index=True)
    locked_until: datetime | None = None
    succeeded_at: datetime | None = None
