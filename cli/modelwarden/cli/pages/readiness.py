"""What the gate would say of a version, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from modelwarden.cli.pages.checks import checks_of, draw_checks
from modelwarden.cli.pages.findings import draw_config_errors, draw_failing, draw_reservations
from modelwarden.cli.pages.layout import spaced
from modelwarden.cli.pages.marks import BAD, GOOD, QUIET, WAITING, heading
from modelwarden.cli.pages.obligations import draw_obligations
from modelwarden.wording import count

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.objects.readiness import Readiness

_ASKED = "Nothing of this was kept, and nothing moves by it."


def draw_readiness(found: Readiness) -> Iterator[RenderableType]:
    """The sentence, what would fail, what would be owed, and all checks."""
    document = found.judgement
    return spaced(
        [
            [_sentence(found)],
            draw_config_errors(document.config_errors),
            draw_failing(document, {}),
            draw_reservations("Warnings", "warned", document.warnings),
            draw_reservations("Waived", "waived", document.waived),
            draw_obligations(document.obligations),
            [heading("All checks"), draw_checks(checks_of(document))],
        ]
    )


def _sentence(found: Readiness) -> Text:
    failing = len({finding.rule_id for finding in found.checks_failing})
    match found.outcome:
        case "allow":
            told = ("✓ The gate would allow it.", GOOD)
        case "needs_approval":
            told = ("○ No check would fail; signatures would be owed.", WAITING)
        case "deny":
            told = (f"✗ The gate would refuse it: {count(failing, 'check')} would fail.", BAD)
        case _:
            told = ("! The gate could not judge.", BAD)
    where = f"{found.model} version {found.version} → {found.environment} (@{found.alias})\n"
    about = f"\nAsked about the request {found.request}." if found.request else ""
    return Text.assemble((where, "bold"), told, (f"{about}\n{_ASKED}", QUIET))
