"""Reading back: what leaves a store is what its digest says, or its end is an error."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, BinaryIO, cast

from registry.domain.errors import IntegrityError
from registry.storage.blobs import CHUNK_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class VerifiedReader(io.RawIOBase):
    """Hands out a blob in constant memory, hashing on the way.

    One chunk is held back until the one after it is there, so that a blob that was changed can never be read
    to its last byte, not even by somebody who counts bytes and does not wait for the end.
    """

    def __init__(
        self, source: BinaryIO, sha256: str, errors: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`errors` turns what `source` raises into `StorageError`."""
        super().__init__()
        self._source = source
        self._sha256 = sha256
        self._errors = errors
        self._digest = hashlib.sha256()
        self._held = b""
        self._ready = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As `io.RawIOBase.readinto`.

        Raises:
            IntegrityError: the bytes are not those of the digest.
            StorageError: the store failed on the way.
        """
        while not self._ready and not self._ended:
            self._advance()
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _advance(self) -> None:
        with self._errors():
            chunk = self._source.read(CHUNK_BYTES)
        self._digest.update(chunk)
        if not chunk:
            self._confirm()
            self._ended = True
        self._ready, self._held = memoryview(self._held), chunk

    def _confirm(self) -> None:
        found = f"sha256:{self._digest.hexdigest()}"
        if found != self._sha256:
            raise IntegrityError(
                "Stored bytes were changed.",
                why=f"{self._sha256} was stored, and {found} was read back.",
                remedy="Restore them from a backup, and find out who or what changed them.",
            )


def verified(source: BinaryIO, sha256: str, errors: Callable[[], AbstractContextManager[None]]) -> BinaryIO:
    """A `VerifiedReader` as the type that readers have here."""
    return cast("BinaryIO", VerifiedReader(source, sha256, errors))
