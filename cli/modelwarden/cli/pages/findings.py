"""Findings: what a rule saw against its limit, where it was read, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from modelwarden.cli.pages.layout import spaced
from modelwarden.cli.pages.marks import BAD, GOOD, QUIET, WAITING, heading, severity, status_mark
from modelwarden.cli.printable import printable
from modelwarden.wording import count

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.objects.decisions import ConfigError, DecisionDocument, Finding

Digests = Mapping[str, str]
"""The digest of the evidence of each kind."""

Lines = list[tuple[str, Text]]


def draw_config_errors(errors: Sequence[ConfigError]) -> Iterator[RenderableType]:
    """Why the gate could not judge."""
    if errors:
        yield heading("The gate could not judge", f"bold {BAD}")
    for error in errors:
        yield _block(
            [
                ("Reason", Text(printable(error.reason), style="bold")),
                ("At", Text(printable(error.pointer), style="cyan")),
                ("Rule", Text(error.rule_id)),
            ]
        )


def draw_failing(document: DecisionDocument, evidence: Digests) -> Iterator[RenderableType]:
    """The checks that fail, worst first."""
    by_rule = _by_rule(document.violations)
    if by_rule:
        yield heading(f"Failing: {count(len(by_rule), 'check')}", f"bold {BAD}")
    yield from spaced(
        _check(found, document.evaluated.get(rule_id, ""), evidence) for rule_id, found in by_rule.items()
    )


def draw_reservations(title: str, status: str, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """What is told without refusing: warnings, or violations that a waiver covers."""
    if findings:
        yield heading(title, f"bold {WAITING}")
    yield from spaced(
        [_title(found[0], status), _block([*_sentences(found), *_remedy(found)])]
        for found in _by_rule(findings).values()
    )


def _check(found: Sequence[Finding], status: str, evidence: Digests) -> list[RenderableType]:
    lines = _missing(found) if status == "no_evidence" else _measured(found, evidence)
    return [_title(found[0], status), _block([*lines, *_remedy(found)])]


def _by_rule(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule_id, []).append(finding)
    return by_rule


def _title(finding: Finding, status: str) -> Text:
    mark, colour = status_mark(status)
    return Text.assemble(
        (f"{mark} {finding.rule_id:<8}", f"bold {colour}"),
        (f"  {printable(finding.title)}", "bold"),
        ("  ", ""),
        severity(finding.severity),
    )


def _missing(found: Sequence[Finding]) -> Lines:
    """What there is no evidence of. The pointers stand in the text, and a limit was never reached."""
    return [("Actual", Text(printable(finding.observed), style="bold")) for finding in found]


def _measured(found: Sequence[Finding], evidence: Digests) -> Lines:
    lines: Lines = []
    for finding in found:
        lines.append(("", Text(printable(_subject(finding)))))
        lines.append(("Actual", Text(printable(finding.observed), style="bold")))
        lines.append(("Limit", Text(printable(finding.threshold), style="bold")))
        lines.append(("Evidence", Text("\n").join(_pointer(path, evidence) for path in finding.evidence)))
    return lines


def _subject(finding: Finding) -> str:
    """The finding's sentence up to the value, which has a line of its own below it."""
    before, value, _ = finding.msg.partition(finding.observed)
    return f"{before.rstrip()} …" if value and before.strip() else finding.msg


def _sentences(found: Sequence[Finding]) -> Lines:
    return [("", Text(printable(finding.msg))) for finding in found]


def _remedy(found: Sequence[Finding]) -> Lines:
    """What is the same for all findings of a rule."""
    waivers = sorted({waiver for finding in found for waiver in finding.waiver_ids})
    laws = " · ".join(f"{control.framework} {control.ref}" for control in found[0].controls)
    return [
        ("Waivers", Text(", ".join(waivers))),
        ("To do", Text(printable(found[0].solution), style=GOOD)),
        ("Because", Text(printable(laws), style=QUIET)),
    ]


def _block(lines: Lines) -> Padding:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=QUIET, no_wrap=True, min_width=8)
    grid.add_column(overflow="fold")
    for label, text in lines:
        if text.plain:
            grid.add_row(Text(label), text)
    return Padding(grid, (0, 0, 0, 2))


def _pointer(pointer: str, evidence: Digests) -> Text:
    kind = pointer.split("/")[2] if pointer.startswith("/evidence/") and pointer.count("/") > 1 else ""
    text = Text(printable(pointer), style="cyan")
    if kind in evidence:
        text.append(f"\n{evidence[kind]}", style="dim")
    return text
