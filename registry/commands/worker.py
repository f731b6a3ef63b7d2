"""`modelwarden worker`: do background jobs until interrupted."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from registry.commands.failures import failures_explained
from registry.commands.memory import keep_little_memory

if TYPE_CHECKING:
    from registry.settings import Settings

app = typer.Typer(help="Run a worker: evidence, scans, reports.")


@app.callback(invoke_without_command=True)
def worker() -> None:
    """Take jobs and do them, until interrupted.

    On SIGTERM and Ctrl-C it takes no more. Jobs that have not ended after `MODELWARDEN_STOP_SECONDS` are
    handed back, and another worker begins them anew.
    """
    with failures_explained():
        _work()
    # A thread that is still busy with a job that was handed back must not hold the process up.
    sys.stderr.flush()
    os._exit(0)


def _work() -> None:
    from registry.app import open_installation
    from registry.commands.logs import configure_logs
    from registry.commands.production import refuse_unsafe_production
    from registry.settings import read_settings
    from registry.worker.service import WorkerService

    keep_little_memory()
    settings = read_settings()
    configure_logs(settings)
    refuse_unsafe_production(settings)
    installation = open_installation(settings)
    configure_logs(settings)  # Once more: only now there is a bundle token to strike out.
    service = WorkerService(
        installation.platform,
        installation.queue,
        settings.worker_threads,
        stop_seconds=settings.stop_seconds,
    )
    _show_metrics(settings)
    # Whichever process gets OPA's lock runs it; this one takes over when the web server is gone.
    if installation.child is not None:
        installation.child.start()
    try:
        service.run()
    finally:
        if installation.child is not None:
            installation.child.stop()


def _show_metrics(settings: Settings) -> None:
    if settings.worker_metrics_port is None:
        return
    from prometheus_client import start_http_server

    from registry.services.metrics import REGISTRY
    from registry.settings import SettingsError

    try:
        start_http_server(settings.worker_metrics_port, settings.worker_metrics_host, registry=REGISTRY)
    except OSError as error:
        raise SettingsError(
            "The worker cannot show its metrics.",
            why=f"{settings.worker_metrics_host}:{settings.worker_metrics_port}: {error.strerror or error}.",
            remedy="Give each worker on a machine its own MODELWARDEN_WORKER_METRICS_PORT.",
        ) from error


if __name__ == "__main__":
    from modelwarden.cli import run

    raise SystemExit(run(["worker"]))
