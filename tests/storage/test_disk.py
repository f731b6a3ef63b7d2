"""The store on a disk, where only a disk can fail."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from registry.domain.errors import StorageError
from registry.storage import DiskStore
from tests.storage.places import DiskPlace
from tests.storage.samples import ABC, ABSENT, read_all


def test_an_upload_of_a_killed_process_is_swept_and_one_that_goes_on_is_not(disk_place: DiskPlace) -> None:
    incoming = disk_place.root / "incoming"
    for name in ("killed", "going-on"):
        (incoming / name).write_bytes(b"half of some")
    a_day_ago = time.time() - 24 * 3600 - 1
    os.utime(incoming / "killed", (a_day_ago, a_day_ago))
    DiskStore(disk_place.root)
    assert disk_place.leftovers() == ["going-on"]


def test_a_folder_that_is_gone_is_not_taken_for_an_empty_one(disk_place: DiskPlace) -> None:
    disk_place.store.put([b"abc"])
    disk_place.root.rename(disk_place.root.with_name("unmounted"))
    for ask in (disk_place.store.exists, disk_place.store.open):
        with pytest.raises(StorageError, match="its folder is gone") as caught:
            ask(ABC)
        assert "Mount" in caught.value.remedy
    with pytest.raises(StorageError):
        disk_place.store.put([b"abc"])
    disk_place.root.with_name("unmounted").rename(disk_place.root)
    assert read_all(disk_place, ABC) == b"abc"


def test_a_folder_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "artifacts").write_bytes(b"a file is in the way")
    with pytest.raises(StorageError, match="permissions of the storage folder"):
        DiskStore(tmp_path / "artifacts")


def test_the_same_upload_again_mends_a_changed_blob(disk_place: DiskPlace) -> None:
    disk_place.store.put([b"abc"])
    disk_place.file_of(ABC).write_bytes(b"abd")
    disk_place.store.put([b"abc"])
    assert read_all(disk_place, ABC) == b"abc"


def test_blobs_are_nobody_elses_to_read(disk_place: DiskPlace) -> None:
    disk_place.store.put([b"abc"])
    file = disk_place.file_of(ABC)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_folder_in_a_blobs_place_is_no_blob(disk_place: DiskPlace) -> None:
    disk_place.file_of(ABSENT).mkdir(parents=True)
    assert not disk_place.store.exists(ABSENT)
    with pytest.raises(StorageError, match="could not be read"):
        disk_place.store.open(ABSENT)
