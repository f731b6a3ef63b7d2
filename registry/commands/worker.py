"""`modelwarden worker`: do background jobs until interrupted."""

from __future__ import annotations

import typer

from registry.commands.allocator import give_large_buffers_back
from registry.commands.failures import failures_explained

app = typer.Typer(help="Run a worker: evidence, scans, reports.")


@app.callback(invoke_without_command=True)
def worker() -> None:
    """Take jobs and do them, until interrupted."""
    with failures_explained():
        from registry.app import open_installation
        from registry.commands.logs import configure_logs
        from registry.settings import Settings
        from registry.worker.service import WorkerService

        give_large_buffers_back()
        configure_logs()
        settings = Settings()
        installation = open_installation(settings)
        # Whichever process gets OPA's lock runs it; this one takes over when the web server is gone.
        if installation.child is not None:
            installation.child.start()
        try:
            WorkerService(installation.platform, installation.queue, settings.worker_threads).run()
        finally:
            if installation.child is not None:
                installation.child.stop()


if __name__ == "__main__":
    app()
