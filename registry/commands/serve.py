"""`modelwarden serve`: the web server, and with it the worker and OPA, from one command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from registry.commands.failures import failures_explained
from registry.commands.memory import keep_little_memory, stop_looking_at_what_stays
from registry.gate.child import TETHER

if TYPE_CHECKING:
    from registry.app import Installation
    from registry.commands.graceful import GracefulServer
    from registry.settings import Settings

app = typer.Typer(help="Run the registry: web server, worker and policy engine.")
_WORKERS_OWN_SECONDS = 15  # Beyond the time for its jobs: to hand back, and to end OPA.


@app.callback(invoke_without_command=True)
def serve(
    *,
    worker: Annotated[bool, typer.Option(help="Run a worker beside the web server.")] = True,
) -> None:
    """Upgrade the database, put the policies in force, and serve until interrupted.

    On SIGTERM and Ctrl-C new connections are refused, and requests and jobs under way get the time that
    `MODELWARDEN_STOP_SECONDS` says.
    """
    with failures_explained():
        _serve(with_worker=worker)


def _serve(*, with_worker: bool) -> None:
    from registry.app import open_installation, prepare
    from registry.commands.db import upgrade_database
    from registry.commands.logs import configure_logs
    from registry.commands.production import refuse_unsafe_production
    from registry.settings import read_settings

    keep_little_memory()
    settings = read_settings()
    configure_logs(settings)
    refuse_unsafe_production(settings)
    upgrade_database(settings)
    installation = open_installation(settings)
    configure_logs(settings)  # Once more: only now there is a bundle token to strike out.
    revision = prepare(settings, installation.platform)
    server = _server(settings, installation)
    server.stop_on_signals()
    stop_looking_at_what_stays()
    beside = WorkerBeside(start=with_worker)
    if installation.child is not None:
        installation.child.start()
    typer.echo(f"Modelwarden is at {settings.url} with policy {revision}. Stop it with Ctrl-C.", err=True)
    try:
        server.run(on_stop=beside.tell)
    finally:
        beside.end(settings.stop_seconds + _WORKERS_OWN_SECONDS)
        # Last, as requests under way may still ask for decisions.
        if installation.child is not None:
            installation.child.stop()


def _server(settings: Settings, installation: Installation) -> GracefulServer:
    from registry.app import create_app, security_of
    from registry.commands.first_look import first_look
    from registry.commands.graceful import GracefulServer

    token = settings.metrics_token
    application = create_app(
        installation.platform,
        bundle_token=installation.bundle_token,
        security=security_of(settings),
        metrics_token=token.get_secret_value() if token else None,
        idempotency_hours=settings.idempotency_hours,
    )
    return GracefulServer(
        application,
        parser=first_look(application),
        stop_seconds=settings.stop_seconds,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        max_request_body_size=settings.artifact_max_bytes,
        ident="modelwarden",
        # The server would drop what proxies say before the application can believe those that it was told of.
        clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
    )


class WorkerBeside:
    """The worker that `serve` runs as a process of its own, if it does."""

    def __init__(self, *, start: bool) -> None:
        # Tethered: a server that is killed leaves no worker behind for the next one to share jobs with.
        worker = [sys.executable, "-m", "registry.commands.worker"]
        command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *worker]
        self._process = subprocess.Popen(command) if start else None
        self._told = False

    def tell(self) -> None:
        """Ask it to stop, once: a second signal would cut its jobs off."""
        if self._process is not None and not self._told:
            self._told = True
            self._process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Return when it has ended, by itself if it does so in time."""
        self.tell()
        if self._process is None:
            return
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
