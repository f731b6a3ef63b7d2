"""`modelwarden admin check`: does everything that is recorded agree with everything else."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from registry.commands.failures import failures_explained


def check(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of lines.")
    ] = False,
) -> None:
    """Check every invariant between rows, bytes, events and artifacts; safe while the server runs.

    Ends with status 1 when something contradicts something else, and names each row. Artifacts are looked
    for and not read.
    """
    with failures_explained():
        from registry.app import open_installation
        from registry.services.invariants import check_invariants
        from registry.settings import Settings

        report = check_invariants(open_installation(Settings(), create_keys=False).platform)
    if as_json:
        typer.echo(json.dumps({"hold": report.hold, **dataclasses.asdict(report)}, indent=2))
    else:
        for one in report.violations:
            typer.echo(f"{one.invariant}: {one.subject}: {one.finding}")
        typer.echo(f"{len(report.checked)} invariants checked, {len(report.violations)} violations.")
    if not report.hold:
        raise typer.Exit(1)
