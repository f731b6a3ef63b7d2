"""Huey carries the ids of committed jobs; everything else about a job is in our own row."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from huey import Huey, PostgresHuey, SqliteHuey


def open_queue(database_url: str, data_dir: Path) -> Huey:
    """The queue beside the database: a file next to SQLite, tables inside PostgreSQL."""
    if database_url.startswith("sqlite"):
        return SqliteHuey(name="modelwarden", filename=str(data_dir / "queue.sqlite"), results=False)
    dsn = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return PostgresHuey(name="modelwarden", dsn=dsn, results=False)


class HueyQueue:
    """Hands the ids of jobs to whatever worker takes them first."""

    def __init__(self, huey: Huey) -> None:
        """`run_job` is registered under its name so that the web process need not know how jobs are done."""
        self._huey = huey
        self._task: Any = huey.task(name="run_job")(_run_elsewhere)

    def hand_over(self, job_id: UUID) -> None:
        """See `JobQueue.hand_over`."""
        self._task(str(job_id))


def _run_elsewhere(job_id: str) -> None:
    msg = f"job {job_id} was taken by a process that is not a worker"
    raise RuntimeError(msg)
