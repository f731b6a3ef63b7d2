"""The worker process: takes ids from the queue, sweeps up after crashes, and says that it is alive."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from uuid import UUID

import structlog
from huey.consumer import Consumer

from registry.domain.errors import ModelwardenError, StorageError
from registry.domain.ids import new_id
from registry.evidence.child import end_children
from registry.services.context import open_unit
from registry.services.jobs import beat, hand_back_job, jobs_left_behind
from registry.services.platform import Platform
from registry.services.upload_sweep import sweep_uploads
from registry.worker.handlers import HANDLERS
from registry.worker.queue import HueyQueue
from registry.worker.runner import run_job
from registry.worker.running import RunningJobs

_log = structlog.get_logger(__name__)
_BEAT_SECONDS = 5.0
_CLEAN_UP_SECONDS = 5.0
_SWEEP_SECONDS = 300.0


class WorkerService:
    """Runs jobs until it is told to stop.

    Args:
        platform: the installation.
        queue: where the ids of jobs come from.
        threads: jobs at once.
        stop_seconds: how long jobs may still take when it is told to stop; what has not ended then is handed
            back, for another worker to begin anew.
    """

    def __init__(
        self, platform: Platform, queue: HueyQueue, threads: int, *, stop_seconds: float = 30
    ) -> None:
        self._platform = platform
        self._queue = queue
        self._id = new_id()
        self._stopping = threading.Event()
        self._running = RunningJobs()
        self._swept = float("-inf")
        queue.deliver_to(self._run)
        self._consumer = _Consumer(
            self._running.stop,
            queue.huey,
            workers=threads,
            worker_type="thread",
            periodic=False,
            initial_delay=0.05,
            max_delay=0.5,
            graceful_signal="TERM",
            shutdown_timeout=stop_seconds,
        )

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then let running jobs end, or hand them back."""
        sweeper = threading.Thread(target=self._watch, daemon=True)
        sweeper.start()
        try:
            self._consumer.run()
        finally:
            self._stopping.set()
            sweeper.join()
            self._hand_back()

    def _run(self, job_id: UUID) -> None:
        run_job(self._platform, HANDLERS, job_id, self._running)

    def _hand_back(self) -> None:
        left = self._running.take_back()
        for job_id in left:
            try:
                with open_unit(self._platform, None) as context:
                    if hand_back_job(context, job_id):
                        _log.warning("job handed back", job_id=str(job_id))
            except ModelwardenError as error:
                # The lease runs out, and then another worker takes the job all the same.
                _log.warning("job not handed back", job_id=str(job_id), error=str(error))
        if left:
            # Only now, so that none of them ends as failed; their threads then remove their files.
            end_children()
            self._running.wait_until_none(_CLEAN_UP_SECONDS)

    def _watch(self) -> None:
        while True:
            try:
                self._beat_and_sweep()
            except ModelwardenError as error:
                # The database may be away for a while; the next beat finds it again.
                _log.warning("worker cannot reach the database", error=str(error))
            if self._stopping.wait(_BEAT_SECONDS):
                return

    def _beat_and_sweep(self) -> None:
        with open_unit(self._platform, None) as context:
            beat(context, self._id, socket.gethostname(), os.getpid())
            left_behind = jobs_left_behind(context)
        # While ids still wait their turn, handing rows over again would only make the queue longer.
        if left_behind and self._queue.is_empty():
            for job_id in left_behind:
                self._queue.hand_over(job_id)
        if time.monotonic() - self._swept >= _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._sweep()

    def _sweep(self) -> None:
        try:
            if gone := sweep_uploads(self._platform):
                _log.info("uploads swept", uploads=gone)
        except StorageError as error:
            _log.warning("storage not swept", error=str(error))


class _Consumer(Consumer):  # type: ignore[misc] # The library has no type information.
    """Huey's, which stops gracefully on Ctrl-C as on SIGTERM, and says so before it waits."""

    def __init__(self, on_stop: Callable[[], None], *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._signal_actions = dict.fromkeys((signal.SIGINT, signal.SIGTERM), (False, True))
        self._on_stop = on_stop

    def stop(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - Huey's signature
        self._on_stop()
        super().stop(graceful=graceful)
