"""The worker process: takes ids from the queue, sweeps up after crashes, and says that it is alive."""

from __future__ import annotations

import os
import socket
import threading
import time
from uuid import UUID

import structlog
from huey.consumer import Consumer

from registry.domain.errors import ModelwardenError, StorageError
from registry.domain.ids import new_id
from registry.services.context import open_unit
from registry.services.jobs import beat, jobs_left_behind
from registry.services.platform import Platform
from registry.services.upload_sweep import sweep_uploads
from registry.worker.handlers import HANDLERS
from registry.worker.queue import HueyQueue
from registry.worker.runner import run_job

_log = structlog.get_logger(__name__)
_BEAT_SECONDS = 5.0
_SWEEP_SECONDS = 300.0


class WorkerService:
    """Runs jobs until it is told to stop."""

    def __init__(self, platform: Platform, queue: HueyQueue, threads: int) -> None:
        self._platform = platform
        self._queue = queue
        self._id = new_id()
        self._stopping = threading.Event()
        self._swept = float("-inf")
        queue.deliver_to(self._run)
        self._consumer = Consumer(
            queue.huey,
            workers=threads,
            worker_type="thread",
            periodic=False,
            initial_delay=0.05,
            max_delay=0.5,
        )

    def run(self) -> None:
        """Work until SIGINT or SIGTERM; a job that runs is finished first on SIGINT."""
        sweeper = threading.Thread(target=self._watch, daemon=True)
        sweeper.start()
        try:
            self._consumer.run()
        finally:
            self._stopping.set()
            sweeper.join()

    def _run(self, job_id: UUID) -> None:
        run_job(self._platform, HANDLERS, job_id)

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
