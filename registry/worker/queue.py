"""Huey carries the ids of committed jobs; everything else about a job is in our own row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from huey import Huey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage

_log = structlog.get_logger(__name__)

Run = Callable[[UUID], None]


def open_huey(database_url: str, data_dir: Path) -> Huey:
    """The queue beside the database: a file next to SQLite, tables inside PostgreSQL.

    A database that is away does not hold this up: whoever uses the queue finds it when it is back.
    """
    try:
        return _open(database_url, data_dir, create_tables=True)
    except Exception:  # noqa: BLE001 - each storage has its own errors, and its use will tell them
        return _open(database_url, data_dir, create_tables=False)


def _open(database_url: str, data_dir: Path, *, create_tables: bool) -> Huey:
    told: dict[str, Any] = {"name": "modelwarden", "results": False, "serializer": _JsonMessages()}
    told["create_tables"] = create_tables
    if database_url.startswith("sqlite"):
        return SqliteHuey(filename=str(data_dir / "queue.sqlite"), **told)
    dsn = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    # The job's row is durable, and a sweep finds it: no request need wait until its message is so as well.
    return Huey(storage_class=_Storage, dsn=dsn, options="-c synchronous_commit=off", **told)


class _Storage(PostgresStorage):  # type: ignore[misc] # Huey has no types
    """Huey's tables; a message and its wake-up go there in one statement, and not in four round trips."""

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        told = f"INSERT INTO {self.table_task} (queue, data, priority) VALUES (%s, %s, %s)"  # noqa: S608 - our own
        with self.db() as cursor:
            cursor.execute(
                f"{told} RETURNING pg_notify(%s, '')", (self.name, data, priority or 0, self.channel)
            )


class _JsonMessages(Serializer):  # type: ignore[misc] # Huey has no types
    """Messages as JSON. Huey pickles them: whoever could write one could run code in the worker."""

    def _serialize(self, message: Message) -> bytes:
        return json.dumps(message).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))


class HueyQueue:
    """Hands the ids of jobs to whatever worker takes them first.

    Huey knows a task by the module and name of its function, so web and worker must register this very one;
    only a worker says what is to happen with an id.
    """

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self._run: Run = _refuse

        def run_job(job_id: str) -> None:
            self._run(UUID(job_id))

        self._task: Any = huey.task(name="run_job")(run_job)

    def hand_over(self, job_id: UUID) -> None:
        """See `JobQueue.hand_over`. The job is committed, so a queue that is down is no failure."""
        try:
            self._task(str(job_id))
        except Exception as error:  # noqa: BLE001 - each storage has its own errors; the sweep finds the row
            _log.warning("job not handed over", job_id=str(job_id), error=str(error))

    def close(self) -> None:
        """Leave the queue; whoever uses it again comes back."""
        self.huey.storage.close()

    def is_empty(self) -> bool:
        """Whether no id waits to be taken. A queue that cannot be asked says no."""
        try:
            return bool(self.huey.pending_count() == 0)
        except Exception as error:  # noqa: BLE001 - as above
            _log.warning("queue not asked", error=str(error))
            return False

    def deliver_to(self, run: Run) -> None:
        """Make this process a worker: ids that it takes go to `run`."""
        self._run = run


def _refuse(job_id: UUID) -> None:
    msg = f"job {job_id} was taken by a process that is not a worker"
    raise RuntimeError(msg)
