"""The tar file itself, written and read a chunk at a time, whatever is in it."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from registry.domain.errors import ConflictError, StorageError
from registry.services.backup.manifest import damaged

_CHUNK = 1 << 20


class ArchiveWriter:
    """Adds members to an open tar file."""

    def __init__(self, tar: tarfile.TarFile, scratch: Path) -> None:
        self._tar = tar
        self._scratch = scratch

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member whose size is known."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, file)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small member."""
        self.add(name, io.BytesIO(content), len(content))

    def add_chunks(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a member whose size shows at its end; it is written beside the archive first."""
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            for chunk in chunks:
                file.write(chunk)
            size = file.tell()
            file.seek(0)
            self.add(name, file, size)


@contextmanager
def writing_archive(target: Path) -> Iterator[ArchiveWriter]:
    """A new file that only its owner may read; it appears under its name when it is whole.

    Raises:
        ConflictError: there is a file of that name.
        StorageError: the disk is full, or refuses.
    """
    if target.exists():
        raise ConflictError(f"{target} is there already.", remedy="Name a file that is not there yet.")
    draft = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield ArchiveWriter(tar, target.parent)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError as error:
        raise StorageError(
            "The backup could not be written.",
            why=f"{error.strerror or error}.",
            remedy="Free space, or name a file elsewhere. What was written was removed.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def read_members(source: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Name, size and content of every member, in their order; each is to be read before the next.

    Raises:
        IntegrityError: it is no tar file, was cut short, or holds anything but plain files.
    """
    try:
        with tarfile.open(source, mode="r:") as tar:
            while (member := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined] # Or it would keep a million of them.
                file = tar.extractfile(member) if member.isreg() else None
                if file is None:
                    raise damaged(f"{member.name[:100]!r} in it is no plain file.")
                yield member.name, member.size, file
    except (tarfile.TarError, EOFError) as error:
        raise damaged(f"It is no whole tar file ({error}).") from error
    except OSError as error:
        raise damaged(f"It cannot be read: {error.strerror or error}.") from error


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a member, a chunk at a time; raises `IntegrityError` where it was cut short."""
    while chunk := _read(file):
        yield chunk


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_CHUNK)
    except (tarfile.TarError, EOFError) as error:
        raise damaged(f"It is no whole tar file ({error}).") from error
