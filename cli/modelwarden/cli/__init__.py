"""The command line: nouns and verbs, the same words as the API and the client."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

COMPLETE = "_MODELWARDEN_COMPLETE"
"""Set by the shell that wants a line completed."""


def main() -> None:
    """Run the command line with the process's arguments."""
    from modelwarden.cli.pipes import outlive_the_reader

    outlive_the_reader()
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; the result is its exit status. What goes wrong is explained on stderr."""
    from typer.main import get_command

    from modelwarden.cli.app import app
    from modelwarden.cli.failures import explained

    if COMPLETE in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    command = get_command(app)
    try:
        with explained():
            command(list(arguments), prog_name="modelwarden")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
