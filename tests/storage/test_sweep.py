"""Half uploads are swept after their time: rows and parts, and nothing that anybody still needs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from registry.domain.ids import new_id
from registry.services.upload_sweep import sweep_uploads
from registry.worker.queue import HueyQueue, open_huey
from registry.worker.service import WorkerService
from tests.conftest import Clock
from tests.storage.places import Place, S3Place
from tests.storage.samples import bytes_of
from tests.storage.sites import PART, PROJECT, Site, complete, open_upload, send_all, send_part

AGE = timedelta(days=1)


@pytest.mark.database
def test_an_upload_that_rests_for_too_long_is_swept_and_the_others_are_not(site: Site, clock: Clock) -> None:
    emil = site.as_user("emil")
    whole, resting, fresh = (bytes_of(PART + size) for size in (1, 2, 3))
    ids = {data: open_upload(emil, data).json["id"] for data in (whole, resting)}
    send_all(emil, whole, ids[whole])
    assert complete(emil, ids[whole]).status_code == 201
    send_part(emil, ids[resting], 0, resting[:PART])
    clock.now += AGE
    emil = Site.on(site.platform, site.place).as_user("emil")
    ids[fresh] = open_upload(emil, fresh).json["id"]
    send_part(emil, ids[fresh], 0, fresh[:PART])
    assert sweep_uploads(site.platform) == 2  # The completed one's row goes, too; its artifact stays.
    assert emil("GET", f"{PROJECT}/uploads/{ids[resting]}").status_code == 404
    assert (len(site.place.parts()), len(site.place.visible())) == (1, 1)
    send_all(emil, fresh, ids[fresh], start=PART)
    assert complete(emil, ids[fresh]).status_code == 201
    assert sweep_uploads(site.platform) == 0


def test_parts_without_an_upload_are_swept_once_they_are_old(place: Place) -> None:
    known, orphan = new_id(), new_id()
    for name in (known, orphan):
        place.store.room(name).put([name.bytes])
    place.store.sweep(AGE, in_use=lambda name: name == known)
    assert len(place.parts()) == 2, "they are young: their row may be on its way"
    place.grow_older(AGE)
    place.store.sweep(AGE, in_use=lambda name: name == known)
    assert len(place.parts()) == 1
    place.store.clear_room(known)
    place.store.clear_room(known)
    assert place.parts() == []


def test_a_multipart_upload_of_a_killed_process_is_aborted_once_it_is_old(s3_place: S3Place) -> None:
    client = s3_place.store._client
    client.create_multipart_upload(Bucket=s3_place.bucket, Key=f"blobs/{'0' * 64}")
    s3_place.store.sweep(AGE, in_use=lambda _: True)
    assert len(s3_place.leftovers()) == 1
    s3_place.grow_older(AGE)
    s3_place.store.sweep(-AGE, in_use=lambda _: True)
    assert s3_place.leftovers() == []


def test_blobs_are_listed_without_what_is_not_whole(place: Place) -> None:
    stored = {place.store.put([bytes_of(size)]) for size in (1, 200, 3000)}
    place.store.room(new_id()).put([b"a part"])
    place.store.check()
    assert set(place.store.list_blobs()) == stored


@pytest.mark.database
def test_the_worker_sweeps_at_its_first_beat(site: Site, clock: Clock, tmp_path: Path) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, bytes_of(PART)).json["id"]
    send_all(emil, bytes_of(PART), upload)
    clock.now += 2 * AGE
    queue = HueyQueue(open_huey("sqlite://", tmp_path))
    WorkerService(site.platform, queue, 1)._beat_and_sweep()
    assert site.place.parts() == []
