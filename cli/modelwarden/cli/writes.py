"""Commands that change something in the registry: each takes `--dry-run`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from modelwarden.cli.session import DRY_RUN

DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Say what would be sent and what the registry would answer; change nothing."
    ),
]


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--dry-run`: it then says what it would send, has it checked, and changes nothing."""

    @wraps(command)
    def run(*, dry_run: bool = False, **given: Any) -> None:  # noqa: ANN401 - what the command takes
        if dry_run:
            _rehearse(lambda: command(**given), as_json=bool(given.get("as_json")))
        else:
            command(**given)

    hints = get_type_hints(command, include_extras=True) | {"dry_run": DryRun}
    own = inspect.signature(command).parameters.values()
    option = inspect.Parameter("dry_run", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=DryRun)
    parameters = [one.replace(annotation=hints[one.name]) for one in own]
    run.__annotations__ = hints
    run.__signature__ = inspect.Signature([*parameters, option])  # type: ignore[attr-defined]
    return run


def _rehearse(run: Callable[[], None], *, as_json: bool) -> None:
    from modelwarden.cli.output import say
    from modelwarden.cli.rehearsal_output import show_rehearsal
    from modelwarden.rehearsals import DryRunEndedError

    entered = DRY_RUN.set(True)
    try:
        run()
    except DryRunEndedError as ended:
        raise typer.Exit(show_rehearsal(ended, as_json=as_json)) from None
    finally:
        DRY_RUN.reset(entered)
    say("Dry run: nothing would be sent.")
