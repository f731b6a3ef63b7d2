"""`modelwarden help`: what is not about one command."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from modelwarden.cli.exit_codes import MEANINGS, ExitCode
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import show_json

app = typer.Typer()

Topic = Annotated[Literal["exit-codes", "environment", "output"], typer.Argument(help="What about.")]

_CAUSES = {
    ExitCode.OK: "The command did what it says; a review or a request that waits for people has, too.",
    ExitCode.ERROR: "A file cannot be read, a digest does not fit, a job failed.",
    ExitCode.USAGE: "An option is missing or wrong, or the registry finds what was sent not well formed.",
    ExitCode.REFUSED: "The gate refuses the version as it is: `promote open`, `checks`, `apply`, `rollback`.",
    ExitCode.AUTH: "Log in, or have somebody with the role do it; `modelwarden access explain` says why.",
    ExitCode.NOT_FOUND: "A name or a number is wrong, or the thing is in a project that you may not read.",
    ExitCode.CONFLICT: "Look at it again: somebody was faster, or it has ended.",
    ExitCode.SERVER: "Trying again later may help; `modelwarden api health` says more.",
    ExitCode.PENDING: "People still have to sign, or `--timeout` passed before a job had ended.",
}
_ENVIRONMENT = {
    "MODELWARDEN_URL": "The registry, in place of the one that you logged in to.",
    "MODELWARDEN_TOKEN": "The API token, in place of the stored log-in; for CI.",
    "MODELWARDEN_PROJECT": "The project, where a command asks for one.",
    "MODELWARDEN_KEYRING": "`never` keeps log-ins in a file also where the system has a keyring.",
    "XDG_CONFIG_HOME": "Where the log-in is kept: modelwarden/credentials.json below it.",
    "XDG_CACHE_HOME": "Where names for completion are kept: modelwarden/names.json below it.",
    "NO_COLOR": "No colours, also on a terminal.",
}
_OUTPUT = {
    "stdout": "Results: tables on a terminal, tab-separated lines without headings in a pipe.",
    "stderr": "Progress, questions and errors: what, why, and what to do.",
    "--json": 'Results as the API gives them; a list is {"items": [...]}.',
    "--dry-run": "What would be sent, checked by the registry and taken back; the status is the real one.",
    "--wait": "Wait for the worker, or for people; `--timeout SECONDS` ends it with status 8.",
}

_TOPICS: dict[str, dict[str, str]] = {
    "exit-codes": {str(code.value): f"{MEANINGS[code]}. {_CAUSES[code]}" for code in ExitCode},
    "environment": _ENVIRONMENT,
    "output": _OUTPUT,
}


@app.command()
def topic(about: Topic, *, as_json: AsJson = False) -> None:
    """Explain what is not about one command."""
    told = _TOPICS[about]
    if as_json:
        show_json(told)
        return
    width = max(len(name) for name in told)
    for name, text in told.items():
        sys.stdout.write(f"{name:<{width}}  {text}\n")
