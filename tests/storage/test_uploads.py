"""Uploads in parts over HTTP: they go on where they broke off, and nothing half is ever seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.domain.canonical import digest_bytes
from tests.storage.samples import bytes_of
from tests.storage.sites import PART, PROJECT, Site, complete, offset_of, open_upload, send_all, send_part

pytestmark = pytest.mark.database

DATA = bytes_of(2 * PART + 100)


def test_parts_become_an_artifact_that_is_seen_only_when_it_is_whole(site: Site) -> None:
    emil = site.as_user("emil")
    begun = open_upload(emil, DATA)
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert begun.json["part_size"] == PART
    upload, sha256 = begun.json["id"], digest_bytes(DATA)
    send_all(emil, DATA, upload)
    assert emil("GET", f"{PROJECT}/artifacts/{sha256}").status_code == 404
    assert (site.place.visible(), len(site.place.parts())) == ([], 3)

    whole = complete(emil, upload)
    assert (whole.status_code, whole.json) == (201, {"sha256": sha256, "size": len(DATA)})
    assert emil("GET", f"{PROJECT}/artifacts/{sha256}").data == DATA
    assert (site.place.visible(), site.place.parts(), site.place.leftovers()) == ([sha256], [], [])
    assert complete(emil, upload).json == whole.json, "an answer that was lost can be asked for again"
    assert emil("GET", f"{PROJECT}/uploads/{upload}").json["completed"]


def test_the_same_file_again_goes_on_where_it_stood_and_is_not_sent_twice(site: Site) -> None:
    first = open_upload(site.as_user("emil"), DATA).json["id"]
    send_part(site.as_user("emil"), first, 0, DATA[:PART])
    again = open_upload(site.as_user("emil"), DATA)  # A new process, which remembers nothing.
    assert (again.json["id"], again.json["offset"]) == (first, PART)
    send_all(site.as_user("emil"), DATA, first, start=PART)
    assert complete(site.as_user("emil"), first).status_code == 201
    for username in ("emil", "ada"):
        there = open_upload(site.as_user(username), DATA).json
        assert (there["offset"], there["completed"]) == (len(DATA), True)
        assert complete(site.as_user(username), there["id"]).status_code == 201


def test_a_part_that_is_not_next_is_told_which_is(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA).json["id"]
    for start, part in ((PART, DATA[PART : 2 * PART]), (1, DATA[1 : PART + 1])):
        early = send_part(emil, upload, start, part)
        assert (early.status_code, early.json["code"], early.json["offset"]) == (409, "wrong_offset", 0)
        assert "go on from" in early.json["remedy"]
    send_part(emil, upload, 0, DATA[:PART])
    twice = send_part(emil, upload, 0, DATA[:PART])
    assert (twice.status_code, twice.json["offset"]) == (409, PART)
    head = emil("HEAD", f"{PROJECT}/uploads/{upload}")
    assert (head.status_code, head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (
        200,
        str(PART),
        str(len(DATA)),
    )
    early = complete(emil, upload)
    assert (early.status_code, early.json["offset"]) == (409, PART)


def test_of_a_part_that_arrives_otherwise_nothing_is_kept(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA).json["id"]
    wrong = send_part(emil, upload, 0, DATA[1 : PART + 1], digest_bytes(DATA[:PART]))
    assert (wrong.status_code, wrong.json["code"]) == (422, "integrity")
    for part in (DATA[: PART - 1], DATA[: PART + 1], b""):
        size = send_part(emil, upload, 0, part)
        assert (size.status_code, size.json["code"]) == (422, "invalid_input")
    assert (offset_of(emil, upload), site.place.parts(), site.place.leftovers()) == (0, [], [])
    send_all(emil, DATA, upload)
    assert complete(emil, upload).status_code == 201


def test_a_whole_that_is_not_what_was_announced_is_an_error_and_gone(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA, digest_bytes(b"something else")).json["id"]
    send_all(emil, DATA, upload)
    answer = complete(emil, upload)
    assert (answer.status_code, answer.json["code"]) == (422, "integrity")
    assert emil("GET", f"{PROJECT}/uploads/{upload}").status_code == 404
    assert (site.place.visible(), site.place.parts(), site.place.leftovers()) == ([], [], [])


def test_of_many_that_send_one_part_at_once_one_is_counted(site: Site) -> None:
    upload = open_upload(site.as_user("emil"), DATA).json["id"]
    parts = [bytes([number]) * PART for number in range(6)]  # Each has other bytes.
    clients = [site.as_user("emil") for _ in parts]
    with ThreadPoolExecutor(len(parts)) as pool:
        answers = list(pool.map(lambda api, part: send_part(api, upload, 0, part), clients, parts))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert {answer.json["offset"] for answer in answers} == {PART}


def test_two_that_send_the_same_file_at_once_make_one_artifact(site: Site) -> None:
    def send(username: str) -> int:
        api = site.as_user(username)
        upload = open_upload(api, DATA).json
        while (offset := offset_of(api, upload["id"])) < len(DATA):
            send_part(api, upload["id"], offset, DATA[offset : offset + PART])
        return complete(api, upload["id"]).status_code

    for username in ("emil", "ada"):
        site.as_user(username)  # Both are logged in before they begin.
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, ["emil", "emil", "ada", "ada"]))
    assert set(codes) <= {201, 409}, "one may be told that it is being completed"
    assert codes.count(201) >= 2
    assert (site.place.visible(), site.place.parts()) == ([digest_bytes(DATA)], [])


def test_an_empty_file_is_a_file(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, b"").json["id"]
    assert complete(emil, upload).status_code == 201
    assert emil("GET", f"{PROJECT}/artifacts/{digest_bytes(b'')}").data == b""


def test_an_upload_is_its_owners_and_nobody_elses(site: Site) -> None:
    upload = open_upload(site.as_user("emil"), DATA).json["id"]
    ada, otto, olga = (site.as_user(name) for name in ("ada", "otto", "olga"))
    assert send_part(ada, upload, 0, DATA[:PART]).status_code == 404
    assert open_upload(otto, DATA).status_code == 403
    assert open_upload(olga, DATA).status_code == 404
    for api in (ada, olga):
        assert api("GET", f"{PROJECT}/uploads/{upload}").status_code == 404
        assert complete(api, upload).status_code == 404
        assert api("DELETE", f"{PROJECT}/uploads/{upload}").status_code == 404
    assert site.place.parts() == []


def test_what_is_given_up_is_gone(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA).json["id"]
    send_part(emil, upload, 0, DATA[:PART])
    assert emil("DELETE", f"{PROJECT}/uploads/{upload}").status_code == 204
    assert site.place.parts() == []
    assert emil("GET", f"{PROJECT}/uploads/{upload}").status_code == 404
    assert open_upload(emil, DATA).json["offset"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Offset": "0"},
        {"Upload-Offset": "-1", "X-Content-SHA256": digest_bytes(b"")},
        {"Upload-Offset": "1e3", "X-Content-SHA256": digest_bytes(b"")},
        {"Upload-Offset": "0", "X-Content-SHA256": "md5:abc"},
    ],
)
def test_a_part_without_its_place_or_checksum_is_refused(site: Site, headers: dict[str, str]) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA).json["id"]
    answer = emil("PATCH", f"{PROJECT}/uploads/{upload}", None, data=DATA[:PART], headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert site.place.parts() == []


def test_a_part_that_storage_has_lost_makes_the_upload_begin_again(site: Site) -> None:
    emil = site.as_user("emil")
    upload = open_upload(emil, DATA).json["id"]
    send_all(emil, DATA, upload)
    site.place.file_of_part(upload, digest_bytes(DATA[:PART])).unlink()
    lost = complete(emil, upload)
    assert (lost.status_code, lost.json["code"]) == (503, "blob_missing")
    begun = open_upload(emil, DATA).json
    assert (begun["offset"], begun["id"] != upload) == (0, True)
    send_all(emil, DATA, begun["id"])
    assert complete(emil, begun["id"]).status_code == 201
