"""How a command of the server ends when something is wrong: it says what, why and what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from registry.domain.errors import ModelwardenError


@contextlib.contextmanager
def failures_explained() -> Iterator[None]:
    """Print a `ModelwardenError` on stderr and end the command with status 1.

    Raises:
        typer.Exit: in place of the error.
    """
    try:
        yield
    except ModelwardenError as error:
        for label, text in (("Error: ", error.what), ("Why: ", error.why), ("To do: ", error.remedy)):
            if text:
                typer.echo(f"{label}{text}", err=True)
        raise typer.Exit(1) from error
