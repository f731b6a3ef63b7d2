"""Blobs on a local disk: written aside, synced, then renamed into place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from registry.domain.canonical import hex_of
from registry.domain.errors import StorageError
from registry.storage.blobs import Stored, spool


class DiskStore:
    """Blobs as files `<root>/<first two hex digits>/<hex>`."""

    def __init__(self, root: Path) -> None:
        """Make the folders if they are not there."""
        self._root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, chunks: Iterable[bytes], *, expected: str | None = None) -> Stored:
        """See `BlobStore.put`."""
        with _storage_errors("could not be written"), self._temporary() as (file, path):
            stored = spool(chunks, file, expected=expected)
            file.flush()
            os.fsync(file.fileno())
            self._place(path, stored.sha256)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See `BlobStore.open`."""
        with _storage_errors(f"{sha256} could not be read"):
            return self._path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """See `BlobStore.exists`."""
        return self._path(sha256).is_file()

    def check(self) -> None:
        """See `BlobStore.check`."""
        with _storage_errors("the probe could not be written"), self._temporary() as (file, _):
            file.write(b"probe")
            file.flush()
            os.fsync(file.fileno())

    def _path(self, sha256: str) -> Path:
        name = hex_of(sha256)
        return self._root / name[:2] / name

    def _place(self, path: Path, sha256: str) -> None:
        target = self._path(sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        path.replace(target)
        # The rename itself is durable only once its folder is.
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        path = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _storage_errors(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError(
            f"Storage: {what}.",
            why="There are no such bytes.",
            remedy="Run `modelwarden doctor`; restore them from a backup.",
        ) from error
    except OSError as error:
        raise StorageError(
            f"Storage: {what}.",
            why=f"{error.strerror or error}.",
            remedy="Free space or mend the permissions of the storage folder, then try again.",
        ) from error
