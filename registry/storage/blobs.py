"""What a store of blobs promises, and the hashing on the way in that all of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from registry.domain.errors import IntegrityError

CHUNK_BYTES = 1 << 20


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


def spool(chunks: Iterable[bytes], write: Callable[[bytes], object], *, expected: str | None) -> Stored:
    """Write a stream, hashing on the way."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    stored = Stored(f"sha256:{digest.hexdigest()}", size)
    if expected is not None and stored.sha256 != expected:
        raise IntegrityError(
            "The bytes that arrived are not those that were announced.",
            why=f"Announced {expected}, received {stored.sha256} ({size} bytes). Nothing was kept.",
            remedy="Upload the file again.",
        )
    return stored


def read_chunks(reader: BinaryIO) -> Iterator[bytes]:
    """The rest of a reader, a chunk at a time; closes it."""
    with reader:
        while chunk := reader.read(CHUNK_BYTES):
            yield chunk
