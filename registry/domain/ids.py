"""Identifiers: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from __future__ import annotations

import secrets
import uuid
from uuid import UUID

import uuid_utils

_STEP = 2**32


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def id_after(previous: UUID | None) -> UUID:
    """A fresh id that sorts after `previous`, also when the clock has been set back since that was made."""
    fresh = new_id()
    if previous is None or fresh > previous:
        return fresh
    return UUID(int=previous.int + 1 + secrets.randbelow(_STEP))
