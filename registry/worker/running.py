"""The jobs that this process runs now, so that those that do not end in time can be handed back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID


class RunningJobs:
    """Knows which jobs run, claims no more once it is stopping, and remembers which were handed back."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._running: set[UUID] = set()
        self._handed_back: set[UUID] = set()
        self._stopping = False

    @contextmanager
    def claiming(self, job_id: UUID) -> Iterator[bool]:
        """Note a job before it is claimed; False when this process is stopping and must leave it."""
        with self._lock:
            may_claim = not self._stopping
            if may_claim:
                self._running.add(job_id)
        try:
            yield may_claim
        except BaseException:
            self.forget(job_id)
            raise

    def forget(self, job_id: UUID) -> None:
        """The job has ended."""
        with self._lock:
            self._running.discard(job_id)
            self._lock.notify_all()

    def stop(self) -> None:
        """Claim no more."""
        with self._lock:
            self._stopping = True

    def take_back(self) -> list[UUID]:
        """Those that still run. From now on their handlers are told to stop, and do not fail them."""
        with self._lock:
            self._handed_back |= self._running
            return sorted(self._running)

    def wait_until_none(self, seconds: float) -> bool:
        """Whether none runs any more, after this time at most."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._running, seconds)

    def is_handed_back(self, job_id: UUID) -> bool:
        """Whether somebody else has the job now."""
        return job_id in self._handed_back
