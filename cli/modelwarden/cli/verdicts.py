"""How a promotion request ends a command: 0 when the gate allows, 8 when something is owed, else 3."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from modelwarden.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.promotions import Promotion

_PAUSE = 1.0


def verdict_of(promotion: Promotion) -> ExitCode:
    """The exit status that tells of a request; what is not known is a refusal."""
    match promotion.state, promotion.outcome:
        case ("applied", _) | ("ready", _):
            return ExitCode.OK
        case "open", "needs_approval":
            return ExitCode.PENDING
        case _:
            return ExitCode.REFUSED


def end_if_refused(promotion: Promotion) -> None:
    """End with status 3 if the gate refuses; what only waits for people has done what it should."""
    if verdict_of(promotion) is ExitCode.REFUSED:
        raise typer.Exit(ExitCode.REFUSED)


def wait_for_verdict(client: Client, promotion: Promotion, timeout: float | None) -> Promotion:
    """The request once nothing is owed any more, or as it is after `timeout` seconds."""
    deadline = None if timeout is None else time.monotonic() + timeout
    while verdict_of(promotion) is ExitCode.PENDING:
        if deadline is not None and time.monotonic() + _PAUSE > deadline:
            break
        time.sleep(_PAUSE)
        promotion = client.promotions.get(promotion.id)
    return promotion
