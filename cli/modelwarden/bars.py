"""Progress on stderr: bars on a terminal, silence elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from modelwarden.cli.printable import printable

if TYPE_CHECKING:
    from modelwarden.objects.jobs import Job
    from modelwarden.progress import OnJob, OnTransfer


@contextmanager
def transfers() -> Iterator[OnTransfer | None]:
    """Yield a function that shows how far each file has come."""
    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(name: str, gone: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(printable(name), total=total)
            progress.update(tasks[name], completed=gone, visible=gone < total)

        yield show


@contextmanager
def waiting(title: str) -> Iterator[OnJob | None]:
    """Yield a function that shows how far a job has come."""
    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        yield None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=100)

        def show(job: Job) -> None:
            step = printable(job.message) or ("waiting for a worker" if job.state == "queued" else "")
            progress.update(task, completed=job.progress, description=f"{title}: {step}" if step else title)

        yield show
