"""What an invariant says when it does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that contradicts another: the invariant, the row (`evidence 0192...`), and in what way."""

    invariant: str
    subject: str
    finding: str
