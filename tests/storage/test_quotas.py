"""Limits on what is taken: of one file, of one project, and at once from one person."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.contract.people import SetRoles
from registry.contract.projects import CreateProject
from registry.services.context import open_unit
from registry.services.members import set_roles
from registry.services.projects import create_project
from tests.services.people import People
from tests.storage.samples import bytes_of
from tests.storage.sites import PROJECT, Site, complete, open_upload, send_all
from tests.web.api.conftest import Reply

pytestmark = pytest.mark.database

CLIENTS, SIZE, TAKEN = 8, 1000, 3


class AllAtOnce:
    """Lets no byte through until each of the clients sends one, or has its answer."""

    def __init__(self) -> None:
        self._there, self._changed = 0, threading.Condition()

    def arrive(self) -> None:
        with self._changed:
            self._there += 1
            self._changed.notify_all()

    def wait(self) -> None:
        self.arrive()
        with self._changed:
            assert self._changed.wait_for(lambda: self._there >= CLIENTS, timeout=60)


class Held(io.BytesIO):
    """A body whose first byte waits for everybody."""

    def __init__(self, content: bytes, gate: AllAtOnce) -> None:
        super().__init__(content)
        self._gate = gate
        self.waited = False

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.waited:
            self.waited = True
            self._gate.wait()
        return super().read(size)


def at_once(*asked: Callable[[], Reply]) -> list[int]:
    """The statuses of what is asked at one moment."""
    with ThreadPoolExecutor(len(asked)) as pool:
        return sorted(answer.result().status_code for answer in [pool.submit(one) for one in asked])


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


def send_held(site: Site, number: int, gate: AllAtOnce) -> Reply:
    """A file in one request, whose bytes come when all the others are on their way."""
    body = Held(bytes_of(SIZE + number)[number:], gate)
    emil = site.as_user("emil")
    answer = emil("POST", f"{PROJECT}/artifacts", None, input_stream=body, content_length=SIZE)
    if not body.waited:
        gate.arrive()
    return answer


def test_uploads_at_one_moment_do_not_pass_the_quota_together(site: Site) -> None:
    limited = site.limited(project_bytes=TAKEN * SIZE + SIZE // 2)
    limited.as_user("emil")  # One log-in before, and not one in each thread.
    gate = AllAtOnce()
    found = at_once(*(lambda n=n: send_held(limited, n, gate) for n in range(CLIENTS)))
    assert found == [201] * TAKEN + [413] * (CLIENTS - TAKEN)
    assert len(site.place.visible()) == TAKEN, "of what is refused, no byte is kept"
    # Nothing stays reserved: what is left can be taken to the last byte, and no byte more.
    emil = limited.as_user("emil")
    assert open_upload(emil, bytes_of(SIZE // 2 + 1)).status_code == 413
    assert open_upload(emil, bytes_of(SIZE // 2)).status_code == 201


def test_both_ways_of_uploading_share_one_quota(site: Site) -> None:
    limited = site.limited(project_bytes=TAKEN * SIZE)
    emil = limited.as_user("emil")
    gate = AllAtOnce()

    def announce(number: int) -> Reply:
        answer = open_upload(limited.as_user("emil"), bytes_of(SIZE + number)[number:])
        gate.arrive()
        return answer

    ways = [
        *(lambda n=n: send_held(limited, n, gate) for n in range(CLIENTS // 2)),
        *(lambda n=n: announce(n) for n in range(CLIENTS // 2, CLIENTS)),
    ]
    assert at_once(*ways) == [201] * TAKEN + [413] * (CLIENTS - TAKEN)
    assert emil("POST", f"{PROJECT}/artifacts", None, data=b"one byte more").status_code == 413


def test_room_for_bytes_that_do_not_come_is_given_back(site: Site) -> None:
    emil = site.limited(project_bytes=SIZE).as_user("emil")
    headers = {"X-Content-SHA256": f"sha256:{'0' * 64}"}
    other = emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(SIZE), headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "integrity")
    assert emil("POST", f"{PROJECT}/artifacts", None, data=bytes_of(SIZE)).status_code == 201


def test_a_persons_limit_holds_over_all_projects_at_once(site: Site) -> None:
    people = People(site.platform)
    names = [f"p{number}" for number in range(CLIENTS)]
    with open_unit(site.platform, people.root) as context:
        for name in names:
            create_project(context, CreateProject(name=name, title=name, risk_tier="high"))
            set_roles(context, name, "emil", SetRoles(roles=["contributor"]))
    limited = site.limited(open_per_person=TAKEN)
    limited.as_user("emil")

    def begin(project: str) -> Reply:
        wanted = {"sha256": f"sha256:{'0' * 64}", "size": SIZE}
        return limited.as_user("emil")("POST", f"/projects/{project}/uploads", wanted)

    found = at_once(*(lambda name=name: begin(name) for name in names))
    assert found == [201] * TAKEN + [409] * (CLIENTS - TAKEN)
