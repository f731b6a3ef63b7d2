"""Storage that goes away under HTTP: a problem that says what to do, no trace, and it recovers by itself."""

from __future__ import annotations

import dataclasses
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from registry.domain.canonical import digest_bytes
from registry.domain.errors import StorageError
from registry.services.health import examine
from registry.services.platform import Platform
from registry.services.upload_sweep import sweep_uploads
from registry.storage import DiskStore
from registry.storage.s3 import S3Store
from registry.storage.s3_options import S3Options
from tests.s3_server import running_s3
from tests.storage.places import DiskPlace, S3Place, place_on
from tests.storage.samples import bytes_of
from tests.storage.sites import (
    PART,
    PROJECT,
    Site,
    complete,
    offset_of,
    open_upload,
    send_all,
    send_part,
)
from tests.storage.test_full_disk import ROOM_BYTES, little_room
from tests.web.api.conftest import Api

pytestmark = pytest.mark.database

DATA = bytes_of(3 * PART)
_PATIENCE = S3Options(connect_timeout=1, read_timeout=2, attempts=1)


def refused(api: Api, upload: str, start: int) -> None:
    """A part, a whole file and a completion are refused alike, and the offset stays."""
    answers = [
        send_part(api, upload, start, DATA[start : start + PART]),
        api("POST", f"{PROJECT}/artifacts", None, data=bytes_of(ROOM_BYTES)),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (503, "storage_unavailable"), answer.text
        assert answer.content_type == "application/problem+json"
        assert answer.json["title"].startswith("Storage: ")
        assert answer.json["detail"]
        assert answer.json["remedy"].endswith("then try again.")
    assert offset_of(api, upload) == start


def storage_health(site: Site) -> str:
    """What `/-/health` says of storage, which must be what `doctor` says."""
    answer = site.as_user("emil").client.get("/-/health")
    assert answer.json is not None
    (part,) = (one for one in answer.json["parts"] if one["part"] == "storage")
    (diagnosis,) = (one for one in examine(site.platform) if one.subject == "storage")
    assert (diagnosis.health, diagnosis.remedy) == (part["health"], part["remedy"])
    assert part["remedy"] or part["health"] == "sound"
    if part["health"] == "failed":
        assert answer.status_code == 503
    return str(part["health"])


@pytest.fixture
def on_s3(platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An installation on an S3 server of its own, which may be stopped."""
    with running_s3() as server:
        place = place_on(server, tmp_path, monkeypatch)
        store = S3Store(
            place.bucket,
            prefix="blobs",
            endpoint_url=server.endpoint_url,
            spool_dir=place.spool,
            options=_PATIENCE,
        )
        yield Site.found(platform, dataclasses.replace(place, store=store))


def test_an_s3_that_is_stopped_refuses_and_goes_on_where_it_stood(on_s3: Site) -> None:
    emil, place = on_s3.as_user("emil"), on_s3.place
    assert isinstance(place, S3Place)
    upload = open_upload(emil, DATA).json["id"]
    send_part(emil, upload, 0, DATA[:PART])
    place.server.stop()
    refused(emil, upload, PART)
    assert storage_health(on_s3) == "failed"
    place.server.start()
    assert storage_health(on_s3) == "sound"
    assert (place.visible(), len(place.parts()), place.leftovers()) == ([], 1, [])
    send_all(emil, DATA, upload, start=PART)
    place.server.stop()
    assert complete(emil, upload).json["code"] == "storage_unavailable"
    place.server.start()
    assert complete(emil, upload).status_code == 201
    assert emil("GET", f"{PROJECT}/artifacts/{digest_bytes(DATA)}").data == DATA
    assert (place.visible(), place.parts()) == ([digest_bytes(DATA)], [])


def test_an_s3_that_stops_in_the_middle_of_a_download_gives_no_end(on_s3: Site) -> None:
    emil, place = on_s3.as_user("emil"), on_s3.place
    assert isinstance(place, S3Place)
    data = bytes_of(32 << 20)
    assert emil("POST", f"{PROJECT}/artifacts", None, data=data).status_code == 201
    answer = emil("GET", f"{PROJECT}/artifacts/{digest_bytes(data)}", buffered=False)
    assert answer.content_length == len(data)
    pieces = answer.iter_encoded()
    received = [len(next(pieces))]
    place.server.stop()
    with pytest.raises(StorageError, match="could not be read"):
        received.extend(map(len, pieces))
    assert sum(received) < len(data), "a client that counts knows that it is not whole"
    away = emil("GET", f"{PROJECT}/artifacts/{digest_bytes(data)}")
    assert (away.status_code, away.json["code"]) == (503, "storage_unavailable")
    place.server.start()
    assert emil("GET", f"{PROJECT}/artifacts/{digest_bytes(data)}").data == data


@pytest.fixture
def on_disk(platform: Platform, tmp_path: Path) -> Iterator[Site]:
    """An installation on a disk with room for 4 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    with little_room(folder):
        yield Site.found(platform, DiskPlace(DiskStore(folder / "artifacts"), folder / "artifacts"))


def test_a_full_disk_refuses_and_goes_on_when_there_is_room_again(on_disk: Site) -> None:
    if not os.path.ismount(on_disk.place.file_of(digest_bytes(DATA)).parents[2]):
        pytest.skip("needs the right to mount")
    emil, place = on_disk.as_user("emil"), on_disk.place
    assert isinstance(place, DiskPlace)
    upload = open_upload(emil, DATA).json["id"]
    send_part(emil, upload, 0, DATA[:PART])
    with pytest.raises(OSError, match="space"):
        (place.root / "somebody-elses").write_bytes(bytes(ROOM_BYTES))
    refused(emil, upload, PART)
    assert storage_health(on_disk) == "failed"
    assert (place.visible(), len(place.parts()), place.leftovers()) == ([], 1, [])
    (place.root / "somebody-elses").unlink()
    assert storage_health(on_disk) == "sound"
    send_all(emil, DATA, upload, start=PART)
    assert complete(emil, upload).status_code == 201


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    for way in ("ro", "rw"):
        if subprocess.run(["mount", "-o", f"remount,{way}", folder], check=False).returncode:
            pytest.skip("needs the right to mount")
        if way == "ro":
            try:
                yield
            except BaseException:
                subprocess.run(["mount", "-o", "remount,rw", folder], check=False)
                raise


def test_a_disk_that_became_read_only_refuses_and_still_gives(on_disk: Site) -> None:
    emil, place = on_disk.as_user("emil"), on_disk.place
    assert isinstance(place, DiskPlace)
    small = bytes_of(1000)
    assert emil("POST", f"{PROJECT}/artifacts", None, data=small).status_code == 201
    upload = open_upload(emil, DATA).json["id"]
    send_part(emil, upload, 0, DATA[:PART])
    with read_only(place.root.parent):
        refused(emil, upload, PART)
        assert storage_health(on_disk) == "failed"
        assert emil("GET", f"{PROJECT}/artifacts/{digest_bytes(small)}").data == small
    assert storage_health(on_disk) == "sound"
    send_all(emil, DATA, upload, start=PART)
    assert complete(emil, upload).status_code == 201
    assert sweep_uploads(on_disk.platform) == 0
