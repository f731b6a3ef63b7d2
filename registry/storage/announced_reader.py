"""Reading a stream whose digest was announced: its end is an error when other bytes have come."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from registry.storage.blobs import CHUNK_BYTES, Stored, require_announced

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class AnnouncedReader(io.RawIOBase):
    """Chunks as a file for who reads files, hashed on the way.

    Whoever stores what is read must do so only after its end, which raises `IntegrityError` if the bytes are
    not those that were announced.
    """

    def __init__(self, chunks: Iterable[bytes], expected: str) -> None:
        super().__init__()
        self._chunks: Iterator[bytes] = iter(chunks)
        self._expected = expected
        self._digest = hashlib.sha256()
        self._size = 0
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def buffered(self) -> BinaryIO:
        """Reads that bring as much as was asked for, or the end."""
        return cast("BinaryIO", io.BufferedReader(self, CHUNK_BYTES))

    def stored(self) -> Stored:
        """What was read."""
        return Stored(f"sha256:{self._digest.hexdigest()}", self._size)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As `io.RawIOBase.readinto`; raises `IntegrityError` at the end, and what the chunks raise."""
        while not self._ready:
            try:
                self._ready = memoryview(next(self._chunks))
            except StopIteration:
                require_announced(self.stored(), self._expected)
                return 0
            self._digest.update(self._ready)
            self._size += len(self._ready)
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
