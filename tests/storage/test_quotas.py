"""Limits on what is taken: of one file, of one project, and at once from one person."""

from __future__ import annotations

import pytest

from tests.storage.samples import bytes_of
from tests.storage.sites import PROJECT, Site, complete, open_upload, send_all

pytestmark = pytest.mark.database


def test_a_file_that_is_too_large_is_refused_before_its_first_byte(site: Site) -> None:
    emil = site.limited(artifact_bytes=1000).as_user("emil")
    for answer in (
        open_upload(emil, bytes_of(1001)),
        emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(1001)),
    ):
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert "MODELWARDEN_ARTIFACT_MAX_BYTES" in answer.json["remedy"]
    assert open_upload(emil, bytes_of(1000)).status_code == 201
    assert emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(1000)).status_code == 201
    assert len(site.place.visible()) == 1


def test_a_project_takes_no_more_than_its_quota_with_what_is_on_its_way(site: Site) -> None:
    emil = site.limited(project_bytes=3000).as_user("emil")
    assert emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(1000)).status_code == 201
    upload = open_upload(emil, bytes_of(1500)).json["id"]
    for answer in (
        open_upload(emil, bytes_of(501)),
        emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(501)),
    ):
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert "2500 of 3000" in answer.json["detail"]
    send_all(emil, bytes_of(1500), upload)
    assert complete(emil, upload).status_code == 201
    assert open_upload(emil, bytes_of(500)).status_code == 201


def test_one_person_has_only_so_many_uploads_going_on(site: Site) -> None:
    emil = site.limited(open_per_person=2).as_user("emil")
    first, _ = (open_upload(emil, bytes_of(size)).json["id"] for size in (10, 20))
    third = open_upload(emil, bytes_of(30))
    assert (third.status_code, third.json["code"]) == (409, "conflict")
    assert open_upload(emil, bytes_of(10)).json["id"] == first, "one that is going on goes on"
    assert emil("DELETE", f"{PROJECT}/uploads/{first}").status_code == 204
    assert open_upload(emil, bytes_of(30)).status_code == 201
