"""Signs and colours: a colour never stands alone, there is always a sign and a word with it."""

from __future__ import annotations

from rich.text import Text

from modelwarden.wording import spoken

GOOD, BAD, WAITING, QUIET = "green", "red", "yellow", "dim"

_STATUS = {
    "violated": ("✗", BAD),
    "no_evidence": ("✗", BAD),
    "warned": ("!", WAITING),
    "waived": ("~", WAITING),
    "passed": ("✓", GOOD),
    "not_applicable": ("-", QUIET),
}
_ORDER = tuple(_STATUS)
_SEVERITY = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}


def status_mark(status: str) -> tuple[str, str]:
    """The sign of a check's status, and its colour."""
    return _STATUS.get(status, ("?", WAITING))


def status_rank(status: str) -> int:
    """Where a status stands in a list: what fails comes first, and what is not known before all."""
    return _ORDER.index(status) if status in _ORDER else -1


def severity(word: str) -> Text:
    """A severity in its colour."""
    return Text(spoken(word), style=_SEVERITY.get(word, ""))


def heading(text: str, style: str = "bold") -> Text:
    """The line above a section."""
    return Text(text, style=style)
