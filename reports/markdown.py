"""Pieces of Markdown. What somebody named is shown as text and never becomes markup or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.facts import Fact
from reports.printable import visible
from reports.tables import Table

# Backslash escapes of CommonMark 0.31 (section 2.4); underscores only mark up at the edge of a word.
_INLINE = re.compile(r"([\\`*\[\]<>&|~$])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])")
_START = re.compile(r"^([#+\-=])(?=[\s#+\-=]|$)|^(\d+)([.)])(?=\s|$)")


def text(value: str) -> str:
    """A string on one line, quoted."""
    line = _INLINE.sub(r"\\\g<0>", " ".join(visible(value).split()))
    return _START.sub(_quoted_start, line)


def facts(items: Iterable[Fact]) -> str:
    """Labelled values as a list."""
    return "\n".join(f"- **{text(fact.label)}:** {text(fact.value)}" for fact in items)


def table(value: Table) -> str:
    """A table as GitHub and Hugging Face read it, with its caption before it and its note after it."""
    rules = ["---:" if column.kind == "number" else "---" for column in value.columns]
    rows = [[column.title for column in value.columns], rules, *value.rows]
    lines = [_row(rule if index == 1 else map(text, rule)) for index, rule in enumerate(rows)]
    return "\n".join(
        [f"**{text(value.caption)}**", "", *lines, *(["", text(value.note)] if value.note else [])]
    )


def bullets(items: Iterable[str]) -> str:
    """Sentences as a list."""
    return "\n".join(f"- {text(item)}" for item in items)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quoted_start(found: re.Match[str]) -> str:
    sign, digits, end = found.groups()
    return f"\\{sign}" if sign else f"{digits}\\{end}"
