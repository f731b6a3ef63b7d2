"""A disk that is full in the middle of an upload: an error with its remedy, nothing left, and it recovers."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.domain.errors import StorageError
from registry.storage import DiskStore
from tests.storage.places import DiskPlace, S3Place
from tests.storage.samples import IN_PARTS, bytes_of, chunks_of, read_all

ROOM_BYTES = 4 << 20
# Small chunks wait in a buffer, and are still there when the file is closed.
STEPS = (1 << 16, 1000, 1 << 20)


@contextlib.contextmanager
def little_room(folder: Path) -> Iterator[None]:
    """Room for 4 MiB in a folder: a small file system if we may mount one, else a limit on file sizes."""
    if os.geteuid() == 0 and _run("mount", "-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "none", str(folder)):
        try:
            yield
        finally:
            _run("umount", str(folder))
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_an_upload_past_the_end_of_the_disk_leaves_nothing(tmp_path: Path) -> None:
    with little_room(tmp_path):
        place = DiskPlace(DiskStore(tmp_path / "artifacts"), tmp_path / "artifacts")
        for step in STEPS:  # Were anything left of one, the next would find less room.
            with pytest.raises(StorageError, match=r"could not be written.*Free space"):
                place.store.put(chunks_of(bytes_of(IN_PARTS), step))
            assert (place.visible(), place.leftovers()) == ([], [])
        data = bytes_of(ROOM_BYTES // 2)
        assert read_all(place, place.store.put(chunks_of(data)).sha256) == data


def test_an_upload_to_s3_past_the_end_of_the_folder_where_it_waits_leaves_nothing(s3_place: S3Place) -> None:
    with little_room(s3_place.spool):
        for step in STEPS:
            with pytest.raises(StorageError, match=r"could not be spooled.*Free space"):
                s3_place.store.put(chunks_of(bytes_of(IN_PARTS), step))
            assert (s3_place.visible(), s3_place.leftovers()) == ([], [])
        data = bytes_of(ROOM_BYTES // 2)
        assert read_all(s3_place, s3_place.store.put(chunks_of(data)).sha256) == data
