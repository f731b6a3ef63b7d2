"""Tells what happens while it happens, and keeps the seconds of each step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from modelwarden.objects.decisions import Finding
from modelwarden.objects.jobs import Job


class Narrator:
    """Writes to a terminal or a pipe; the numbers are the registry's, the words are the demo's."""

    def __init__(self, *, quiet: bool) -> None:
        """`quiet` moves the story to standard error, so that standard output is the summary alone."""
        self.console = Console(stderr=quiet, highlight=False)
        self.seconds: dict[str, float] = {}
        self._number = 0
        self._told = ""

    @contextmanager
    def step(self, key: str, title: str) -> Iterator[None]:
        """One step with a number, a title and its time."""
        self._number += 1
        self.console.print(f"\n[bold]{self._number:>2}. {title}[/bold]")
        started = time.monotonic()
        yield
        self.seconds[key] = round(time.monotonic() - started, 3)
        self.console.print(f"    [dim]{self.seconds[key]:.1f} s[/dim]")

    def say(self, text: str) -> None:
        """One line of the story."""
        self.console.print(f"    {text}", soft_wrap=True)

    def on_job(self, job: Job) -> None:
        """A job's progress, each time that it says something new."""
        if job.message and job.message != self._told:
            self._told = job.message
            self.console.print(f"    [dim]{job.progress:>3} %  {job.message}[/dim]")

    def findings(self, findings: tuple[Finding, ...]) -> None:
        """Failing checks: actual against limit, where it was read, how to mend it."""
        for finding in findings:
            table = Table.grid(padding=(0, 1))
            table.add_column(justify="right", style="dim", width=11)
            table.add_column(overflow="fold")
            table.add_row("", f"[bold red]✗ {finding.rule_id}[/bold red] {finding.title}")
            table.add_row("actual", finding.observed)
            table.add_row("limit", finding.threshold)
            table.add_row("evidence", ", ".join(finding.evidence))
            table.add_row("remedy", finding.solution)
            self.console.print(table)
            self.console.print()
