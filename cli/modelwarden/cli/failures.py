"""What a person is told when something is wrong: what, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from modelwarden.cli.exit_codes import exit_code_of
from modelwarden.cli.printable import printable
from modelwarden.errors import ModelwardenError


@contextmanager
def explained() -> Iterator[None]:
    """End the process with an explanation and the right status in place of an error."""
    try:
        yield
    except ModelwardenError as error:
        raise SystemExit(explain(error)) from error
    except ModuleNotFoundError as error:
        from modelwarden.cli.extras import missing_package

        raise SystemExit(explain(missing_package(error))) from error
    except OSError as error:
        raise SystemExit(explain(_from_system(error))) from error


def explain(error: ModelwardenError) -> int:
    """Tell of an error on stderr; its exit status."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    lines = (
        ("Error: ", "bold red", error.what),
        ("Why: ", "bold", error.why),
        ("At: ", "bold", error.pointer),
        ("To do: ", "bold green", error.remedy),
    )
    for label, style, text in lines:
        if text:
            console.print(Text.assemble((label, style), printable(text)))
    return exit_code_of(error)


def _from_system(error: OSError) -> ModelwardenError:
    what = f"{error.filename}: {error.strerror}." if error.filename else f"{error}."
    return ModelwardenError(what, remedy="Check the path, the space and the permissions.")
