"""What a backup says it holds. It is the last member, so a file that was cut short has none."""

from __future__ import annotations

import re

from registry.contract.base import Shape
from registry.domain.errors import IntegrityError

FORMAT = 1
KEYS = "keys.json"
ROWS = re.compile(r"rows/([a-z_]{1,63})\.jsonl")
MANIFEST = re.compile(r"manifest-([0-9a-f]{64})\.json")  # Its digest is its name, so it vouches for itself.
BLOBS = re.compile(r"blobs/([0-9a-f]{64})")


class TableEntry(Shape):
    """One table: its rows, the SHA-256 of its member, and the digest of its contents in any order."""

    rows: int
    sha256: str
    contents: str


class BlobsEntry(Shape):
    """All blobs: how many, how many bytes, and the SHA-256 of the list of their names and sizes."""

    count: int
    size: int
    listing: str


class Manifest(Shape):
    """The whole backup."""

    format: int
    release: str
    schema_revision: str
    made_at: str
    installation: str
    database: str
    event_count: int
    event_head: str | None
    tables: dict[str, TableEntry]
    blobs: BlobsEntry
    keys: str | None


def damaged(why: str) -> IntegrityError:
    """The error for a backup that may not be restored."""
    return IntegrityError(
        "The backup is damaged, or is none.",
        why=f"{why} Nothing was changed.",
        remedy="Use another backup, or another copy of this one.",
    )
