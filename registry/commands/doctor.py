"""`modelwarden doctor`: is everything here that the registry depends on, and what to do about what is not."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from registry.commands.installation import installation_examinations
from registry.commands.machine import machine_examinations
from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.gate.binary import cache_root

app = typer.Typer(help="Examine everything that the registry depends on.")

_COLOURS = {
    Health.SOUND: typer.colors.GREEN,
    Health.DOUBTFUL: typer.colors.YELLOW,
    Health.FAILED: typer.colors.RED,
}


@app.callback(invoke_without_command=True)
def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of lines.")
    ] = False,
) -> None:
    """Examine OPA, database, storage, fonts and PDF libraries, keys, worker and clock; one line each.

    Ends with status 1 if anything has failed. What is doubtful is said and does not fail.
    """
    diagnoses = [examination.diagnose() for examination in _examinations()]
    failed = any(diagnosis.health is Health.FAILED for diagnosis in diagnoses)
    if as_json:
        listed = [dataclasses.asdict(diagnosis) for diagnosis in diagnoses]
        typer.echo(json.dumps({"sound": not failed, "diagnoses": listed}, indent=2))
    else:
        for line in _lines(diagnoses):
            typer.echo(line)
    if failed:
        raise typer.Exit(1)


def _examinations() -> list[Examination]:
    machine = machine_examinations(cache=cache_root(os.environ, Path.home()))
    return [*machine, *installation_examinations()]


def _lines(diagnoses: list[Diagnosis]) -> Iterable[str]:
    width = max(len(diagnosis.subject) for diagnosis in diagnoses)
    for diagnosis in diagnoses:
        health = typer.style(f"{diagnosis.health:<8}", fg=_COLOURS[diagnosis.health])
        remedy = f" -> {diagnosis.remedy}" if diagnosis.remedy else ""
        yield f"{health}  {diagnosis.subject:<{width}}  {diagnosis.finding}{remedy}"
