"""Labelled values, as they stand in the boxes of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NOT_STATED = "Not stated"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value. `code` is set in a fixed width: digests, commits, commands."""

    label: str
    value: str
    kind: Literal["text", "code"] = "text"


def stated(label: str, value: str) -> Fact:
    """What somebody said, or that nobody did."""
    return Fact(label, value or NOT_STATED)


def code(label: str, value: str) -> Fact:
    """A digest or another thing to be compared letter by letter."""
    return Fact(label, value, "code") if value else Fact(label, NOT_STATED)
