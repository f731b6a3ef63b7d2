"""The queue between web and worker, on each database's own storage."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from registry.domain.ids import new_id
from registry.worker.queue import HueyQueue, open_huey
from tests.postgres import running_postgres_server

pytestmark = pytest.mark.database


@contextmanager
def opened(database_url: str, folder: Path) -> Iterator[HueyQueue]:
    queue = HueyQueue(open_huey(database_url, folder))
    yield queue
    queue.huey.storage.close()


def test_an_id_handed_over_by_one_process_is_delivered_in_another(database_url: str, tmp_path: Path) -> None:
    taken: list[UUID] = []
    job = new_id()
    with opened(database_url, tmp_path) as web, opened(database_url, tmp_path) as worker:
        worker.deliver_to(taken.append)
        web.hand_over(job)
        worker.huey.execute(worker.huey.dequeue())
        assert worker.huey.dequeue() is None
    assert taken == [job]


def test_a_worker_that_waits_is_woken(tmp_path: Path) -> None:
    """A message and its wake-up are one statement, so that there is none without the other."""
    with running_postgres_server() as server, opened(server.url, tmp_path) as web:
        channel = web.huey.storage.channel
        address = server.url.replace("+psycopg", "", 1)
        with psycopg.connect(address, autocommit=True) as waiting:
            waiting.execute(f'LISTEN "{channel}"')
            web.hand_over(new_id())
            told = [heard.channel for heard in waiting.notifies(timeout=30, stop_after=1)]
        assert (told, web.is_empty()) == ([channel], False)


def test_a_pickle_in_the_queue_is_not_loaded(database_url: str, tmp_path: Path) -> None:
    """Whoever can write to the queue's table must not be able to run code in the worker."""
    taken: list[UUID] = []
    job, marker = new_id(), tmp_path / "ran"
    with opened(database_url, tmp_path) as worker:
        worker.deliver_to(taken.append)
        for message in (pickle.dumps(Bomb(marker)), b"[1]", b"{}", b"\x00"):
            worker.huey.storage.enqueue(message)
            with pytest.raises(Exception, match=r".+"):
                worker.huey.dequeue()
        worker.hand_over(job)
        worker.huey.execute(worker.huey.dequeue())
    assert not marker.exists()
    assert taken == [job]


class Bomb:
    """Pickles to a call that makes a folder."""

    def __init__(self, marker: Path) -> None:
        self._marker = str(marker)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (self._marker,)


def test_a_process_that_is_no_worker_does_no_job(database_url: str, tmp_path: Path) -> None:
    with opened(database_url, tmp_path) as web:
        web.hand_over(new_id())
        with pytest.raises(RuntimeError, match="not a worker"):
            web.huey.dequeue().execute()


def test_a_queue_that_was_opened_while_postgresql_was_away_works_when_it_is_back(tmp_path: Path) -> None:
    taken: list[UUID] = []
    job = new_id()
    with running_postgres_server() as server:
        with opened(server.url, tmp_path):
            """Its tables are there."""
        server.stop()
        with opened(server.url, tmp_path) as queue:
            queue.hand_over(job)  # It is lost, and a sweep hands it over again.
            assert not queue.is_empty(), "nobody knows"
            server.start()
            queue.deliver_to(taken.append)
            queue.hand_over(job)
            queue.huey.execute(queue.huey.dequeue())
    assert taken == [job]
