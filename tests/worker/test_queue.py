"""The queue between web and worker, on each database's own storage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

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
