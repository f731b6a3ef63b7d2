"""Identifiers: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from __future__ import annotations

import uuid
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)
