"""What the gate would say, on stdout: a page to read, a check a line for a pipe, or JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from modelwarden.cli.exit_codes import ExitCode
from modelwarden.cli.output import show_json, show_page

if TYPE_CHECKING:
    from modelwarden.objects.readiness import Readiness


def judgement_of(found: Readiness) -> ExitCode:
    """The exit status that tells of a judgement; what is not known is a refusal."""
    match found.outcome:
        case "allow":
            return ExitCode.OK
        case "needs_approval":
            return ExitCode.PENDING
        case _:
            return ExitCode.REFUSED


def show_readiness(found: Readiness, *, as_json: bool) -> None:
    """What would fail, be owed, and be passed."""
    from modelwarden.cli.pages.checks import piped_checks

    if as_json:
        show_json(found.to_json())
    elif sys.stdout.isatty():
        from modelwarden.cli.pages.readiness import draw_readiness

        show_page(*draw_readiness(found))
    else:
        sys.stdout.write(piped_checks(found.judgement))
