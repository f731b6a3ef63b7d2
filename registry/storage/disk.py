"""Blobs on a local disk: written aside, synced, then renamed into place."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from registry.domain.canonical import hex_of
from registry.domain.errors import MissingBlobError, StorageError
from registry.storage.blobs import ROOMS, Stored, as_room, spool
from registry.storage.verified_reader import verified

_PROBE = b"probe"
# Long past any upload that is still going on: each write makes its file young again.
_LEFT_BEHIND = timedelta(days=1)
_NAME = re.compile(r"[0-9a-f]{64}")


class DiskStore:
    """Blobs as files `<root>/<first two hex digits>/<hex>`."""

    def __init__(self, root: Path) -> None:
        """Make the folders if they are not there, and remove what killed processes left half written."""
        self._root = root
        self._incoming = root / "incoming"
        with _storage_errors("its folder could not be opened"):
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._incoming.mkdir(exist_ok=True, mode=0o700)
            self._sweep_incoming(_LEFT_BEHIND)

    def put(self, chunks: Iterable[bytes], *, expected: str | None = None) -> Stored:
        """See `BlobStore.put`."""
        errors = partial(_storage_errors, "the bytes could not be written")
        with self._temporary() as (file, path):

            def write(chunk: bytes) -> None:
                with errors():
                    file.write(chunk)

            stored = spool(chunks, write, expected=expected)
            with errors():
                _sync(file)
                self._place(path, stored.sha256)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See `BlobStore.open`."""
        errors = partial(_storage_errors, f"{sha256} could not be read")
        with errors():
            try:
                return verified(self._path(sha256).open("rb"), sha256, errors)
            except FileNotFoundError:
                self._require_folder()
        raise MissingBlobError(
            f"Storage: {sha256} is missing.",
            why="There is no such file in the storage folder.",
            remedy="Restore it from a backup, or upload the same file again.",
        )

    def exists(self, sha256: str) -> bool:
        """See `BlobStore.exists`."""
        with _storage_errors("its folder could not be read"):
            try:
                return stat.S_ISREG(self._path(sha256).stat().st_mode)
            except FileNotFoundError:
                self._require_folder()
        return False

    def check(self) -> None:
        """See `BlobStore.check`."""
        with self._temporary() as (file, path), _storage_errors("the probe could not be written and read"):
            file.write(_PROBE)
            _sync(file)
            if path.read_bytes() != _PROBE:
                raise OSError("other bytes were read than had been written")

    def list_blobs(self) -> Iterator[Stored]:
        """See `BlobStore.list_blobs`."""
        with _storage_errors("its folder could not be listed"):
            self._require_folder()
            for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
                for path in sorted(folder.iterdir()):
                    if _NAME.fullmatch(path.name) and path.name.startswith(folder.name) and path.is_file():
                        yield Stored(f"sha256:{path.name}", path.stat().st_size)

    def room(self, name: UUID) -> DiskStore:
        """See `BlobStore.room`."""
        with _storage_errors("its folder could not be read"):
            self._require_folder()
            (self._root / ROOMS).mkdir(exist_ok=True, mode=0o700)
            made = DiskStore(self._root / ROOMS / str(name))
            for folder in (self._root / ROOMS, self._root):
                _sync_folder(folder)
        return made

    def clear_room(self, name: UUID) -> None:
        """See `BlobStore.clear_room`."""
        with _storage_errors("an upload could not be removed"), suppress(FileNotFoundError):
            shutil.rmtree(self._root / ROOMS / str(name))

    def sweep(self, older_than: timedelta, *, in_use: Callable[[UUID], bool]) -> None:
        """See `BlobStore.sweep`."""
        with _storage_errors("what was left behind could not be removed"):
            self._require_folder()
            self._sweep_incoming(older_than)
            rooms = self._root / ROOMS
            for path in rooms.iterdir() if rooms.is_dir() else ():
                name = as_room(path.name)
                if name and _is_older(path, older_than) and not in_use(name):
                    self.clear_room(name)

    def _path(self, sha256: str) -> Path:
        name = hex_of(sha256)
        return self._root / name[:2] / name

    def _place(self, path: Path, sha256: str) -> None:
        target = self._path(sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        path.replace(target)
        # The rename is durable only once its folder is, and a new folder only once its parent is.
        for folder in (target.parent, self._root):
            _sync_folder(folder)

    def _require_folder(self) -> None:
        # On a disk that is not mounted nothing is to be found, which does not mean that it is lost.
        if not self._incoming.is_dir():
            raise StorageError(
                "Storage: its folder is gone.",
                why=f"{self._incoming} is not there any more.",
                remedy="Mount the storage folder again, then try again.",
            )

    @contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        with _storage_errors("a new file could not be made"):
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
        file = os.fdopen(descriptor, "wb")
        try:
            yield file, Path(name)
        finally:
            # Closing flushes, which fails once more when writing has failed; what matters was synced before.
            with suppress(OSError):
                file.close()
            Path(name).unlink(missing_ok=True)

    def _sweep_incoming(self, older_than: timedelta) -> None:
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):  # Another process sweeps too, or its upload has just ended.
                if _is_older(path, older_than):
                    path.unlink()


def _is_older(path: Path, than: timedelta) -> bool:
    return path.stat().st_mtime < time.time() - than.total_seconds()


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storage_errors(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"Storage: {what}.",
            why=f"{error.strerror or error}.",
            remedy="Free space or mend the permissions of the storage folder, then try again.",
        ) from error
