"""Options and arguments that several nouns share, and how their texts are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from modelwarden.cli.names import complete_model

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the API gives it.")]
ModelName = Annotated[
    str,
    typer.Argument(metavar="MODEL", help="The registered model's name.", autocompletion=complete_model),
]
VersionNumber = Annotated[int, typer.Argument(metavar="VERSION", min=1, help="The version's number.")]
ProjectName = Annotated[
    str, typer.Option("--project", "-p", envvar="MODELWARDEN_PROJECT", help="The project.")
]
RiskTier = Literal["prohibited", "high", "limited", "minimal"]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the worker has done it.")]
Timeout = Annotated[
    float | None, typer.Option(min=0, metavar="SECONDS", help="Wait no longer; ends with status 8 then.")
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The directory to write to.", file_okay=False)
]
Reason = Annotated[str | None, typer.Option("--reason", "-m", help="Why; asked for on a terminal.")]


def parse_ref(text: str) -> tuple[str, int]:
    """`name:3` as a name and a version number."""
    name, _, number = text.rpartition(":")
    if not name or not number.isdigit():
        raise typer.BadParameter(f"{text!r} is not NAME:VERSION, as in credit-data:1.")
    return name, int(number)


def parse_pairs(texts: Sequence[str]) -> dict[str, str]:
    """`key=value` texts as a mapping."""
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise typer.BadParameter(f"{text!r} is not KEY=VALUE.")
        pairs[key] = value
    return pairs


def parse_numbers(texts: Sequence[str]) -> dict[str, float | int]:
    """`key=number` texts as a mapping; whole numbers stay whole."""
    return {key: _number(value) for key, value in parse_pairs(texts).items()}


def read_json(path: Path | None) -> dict[str, Any]:
    """The JSON object in a file; none when no file is given."""
    if path is None:
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise typer.BadParameter(f"{path} does not hold a JSON object.")
    return document


def _number(text: str) -> float | int:
    try:
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a number.") from error
