"""`modelwarden serve`: the web server, and with it the worker and OPA, from one command."""

from __future__ import annotations

import signal
import subprocess
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from registry.commands.allocator import give_large_buffers_back
from registry.commands.failures import failures_explained

app = typer.Typer(help="Run the registry: web server, worker and policy engine.")


@app.callback(invoke_without_command=True)
def serve(
    *,
    worker: Annotated[bool, typer.Option(help="Run a worker beside the web server.")] = True,
) -> None:
    """Upgrade the database, put the policies in force, and serve until interrupted."""
    with failures_explained():
        _serve(with_worker=worker)


def _serve(*, with_worker: bool) -> None:
    from waitress.server import create_server

    from registry.app import create_app, open_installation, prepare
    from registry.commands.db import upgrade_database
    from registry.commands.logs import configure_logs
    from registry.settings import Settings

    give_large_buffers_back()
    configure_logs()
    settings = Settings()
    upgrade_database(settings)
    installation = open_installation(settings)
    revision = prepare(settings, installation.platform)
    server = create_server(
        create_app(
            installation.platform,
            bundle_token=installation.bundle_token,
            session_hours=settings.session_hours,
        ),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        max_request_body_size=settings.artifact_max_bytes,
        ident="modelwarden",
    )
    signal.signal(signal.SIGTERM, _interrupt)
    child = _start_worker() if with_worker else None
    if installation.child is not None:
        installation.child.start()
    typer.echo(f"Modelwarden is at {settings.url} with policy {revision}. Stop it with Ctrl-C.", err=True)
    try:
        server.run()
    finally:
        _stop(child)
        if installation.child is not None:
            installation.child.stop()


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "registry.commands.worker"])


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
