"""What a store of blobs promises, and the hashing on the way in that all of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Protocol
from uuid import UUID

from registry.domain.errors import IntegrityError

CHUNK_BYTES = 1 << 20
ROOMS = "uploads"


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """Bytes by digest. What is visible is whole; writing the same bytes twice is one blob.

    An error of the store itself is a `StorageError`; what a stream raises while it is read passes unchanged,
    and nothing is kept of it.
    """

    def put(self, chunks: Iterable[bytes], *, expected: str | None = None) -> Stored:
        """Store a stream in constant memory; raises `IntegrityError` when its digest is not `expected`."""

    def open(self, sha256: str) -> BinaryIO:
        """A reader from the start; raises `StorageError` when there are no such bytes.

        Its end raises `IntegrityError` in place of the last bytes when they are not those of the digest.
        """

    def exists(self, sha256: str) -> bool:
        """Whether these bytes are here; a store that cannot be asked raises `StorageError`."""

    def check(self) -> None:
        """Write, read and remove a small probe; raises `StorageError` with the remedy."""

    def list_blobs(self) -> Iterator[Stored]:
        """What is here, by name and size; nothing is read, and what is not yet whole is left out."""

    def room(self, name: UUID) -> BlobStore:
        """A store of its own for what belongs together and is not yet whole: the parts of an upload."""

    def clear_room(self, name: UUID) -> None:
        """Remove a room with all that is in it; one that is not there is no error."""

    def sweep(self, older_than: timedelta, *, in_use: Callable[[UUID], bool]) -> None:
        """Remove what killed processes left half written, and rooms that nobody uses any more.

        What is younger than `older_than` is left alone, as its row may still be on its way.
        """


def spool(chunks: Iterable[bytes], write: Callable[[bytes], object], *, expected: str | None) -> Stored:
    """Write a stream, hashing on the way."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    stored = Stored(f"sha256:{digest.hexdigest()}", size)
    require_announced(stored, expected)
    return stored


def require_announced(stored: Stored, expected: str | None) -> None:
    """Raise `IntegrityError` when other bytes came than were announced."""
    if expected is not None and stored.sha256 != expected:
        raise IntegrityError(
            "The bytes that arrived are not those that were announced.",
            why=f"Announced {expected}, received {stored.sha256} ({stored.size} bytes). Nothing was kept.",
            remedy="Upload the file again.",
        )


def as_room(name: str) -> UUID | None:
    """The room that a folder's name stands for, if it stands for one."""
    try:
        return UUID(name)
    except ValueError:
        return None


def read_chunks(reader: BinaryIO) -> Iterator[bytes]:
    """The rest of a reader, a chunk at a time; closes it."""
    with reader:
        while chunk := reader.read(CHUNK_BYTES):
            yield chunk
