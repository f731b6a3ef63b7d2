"""`modelwarden serve`: the web server, and with it the worker and OPA, from one command."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from registry.commands.failures import failures_explained
from registry.commands.memory import keep_little_memory, stop_looking_at_what_stays
from registry.commands.worker_beside import WorkerBeside
from registry.services.shared_counts import counted_together

if TYPE_CHECKING:
    from registry.app import Installation
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
    from registry.settings import read_settings

    keep_little_memory()
    settings = read_settings()
    with counted_together() if settings.web_processes > 1 else nullcontext():
        _serve_as(settings, with_worker=with_worker)


def _serve_as(settings: Settings, *, with_worker: bool) -> None:
    from registry.app import open_installation, prepare
    from registry.commands.db import upgrade_database
    from registry.commands.logs import configure_logs
    from registry.commands.production import refuse_unsafe_production

    configure_logs(settings)
    refuse_unsafe_production(settings)
    upgrade_database(settings)
    installation = open_installation(settings)
    configure_logs(settings)  # Once more: only now there is a bundle token to strike out.
    revision = prepare(settings, installation.platform)
    said = f"Modelwarden is at {settings.url} with policy {revision}. Stop it with Ctrl-C."
    if settings.web_processes == 1:
        _serve_here(settings, installation, said, with_worker=with_worker)
    else:
        installation.close()
        _serve_in_processes(settings, said, with_worker=with_worker)


def _serve_here(settings: Settings, installation: Installation, said: str, *, with_worker: bool) -> None:
    from registry.commands.web_server import web_server

    server = web_server(settings, installation)
    server.stop_on_signals()
    stop_looking_at_what_stays()
    beside = WorkerBeside(start=with_worker)
    if installation.child is not None:
        installation.child.start()
    typer.echo(said, err=True)
    try:
        server.run(meanwhile=beside.keep, on_stop=beside.tell)
    finally:
        beside.end(settings.stop_seconds + _WORKERS_OWN_SECONDS)
        # Last, as requests under way may still ask for decisions.
        if installation.child is not None:
            installation.child.stop()


def _serve_in_processes(settings: Settings, said: str, *, with_worker: bool) -> None:
    from registry.commands.web_processes import Told, run_web_processes
    from registry.commands.web_server import listening_sockets

    sockets = listening_sockets(settings.host, settings.port)
    stop_looking_at_what_stays()
    told = Told()
    beside = WorkerBeside(start=with_worker)
    typer.echo(said, err=True)
    try:
        run_web_processes(settings, sockets, told, beside)
    finally:
        beside.end(settings.stop_seconds + _WORKERS_OWN_SECONDS)
