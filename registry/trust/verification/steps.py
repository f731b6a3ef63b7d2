"""What a verification says: steps with a verdict, a reason and the clause that asks for the check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How a step ended. What could not be checked is neither a pass nor a failure, and is shown."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class VerificationStep:
    """One check. `subject` is the file that it is about, empty for the one that was asked for."""

    name: str
    verdict: Verdict
    detail: str
    clause: str
    subject: str = ""

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All steps. It passed when nothing failed and something was checked."""

    kind: str
    path: str
    steps: tuple[VerificationStep, ...]

    @property
    def passed(self) -> bool:
        verdicts = {step.verdict for step in self.steps}
        return Verdict.PASSED in verdicts and Verdict.FAILED not in verdicts

    def to_json(self) -> dict[str, Any]:
        """The plain JSON value."""
        return {
            "schema": "modelwarden.verification/v1",
            "kind": self.kind,
            "path": self.path,
            "passed": self.passed,
            "steps": [
                {
                    "name": step.name,
                    "subject": step.subject,
                    "verdict": step.verdict.value,
                    "passed": step.passed,
                    "detail": step.detail,
                    "clause": step.clause,
                }
                for step in self.steps
            ],
        }


def passed(name: str, detail: str, clause: str) -> VerificationStep:
    """A check that holds."""
    return VerificationStep(name, Verdict.PASSED, detail, clause)


def failed(name: str, detail: str, clause: str) -> VerificationStep:
    """A check that does not hold."""
    return VerificationStep(name, Verdict.FAILED, detail, clause)


def not_checked(name: str, detail: str, clause: str) -> VerificationStep:
    """A check that could not be made, and why."""
    return VerificationStep(name, Verdict.NOT_CHECKED, detail, clause)


def judged(name: str, problems: Sequence[str], good: str, clause: str) -> VerificationStep:
    """Passed with `good` when there are no problems, else failed with the first few of them."""
    if not problems:
        return passed(name, good, clause)
    more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""  # noqa: PLR2004 - enough to act on
    return failed(name, "; ".join(problems[:3]) + more, clause)


def about(subject: str, steps: Iterable[VerificationStep]) -> list[VerificationStep]:
    """The same steps, said of a file below the one that was asked for."""
    return [replace(step, subject=f"{subject}/{step.subject}".rstrip("/")) for step in steps]


def summed_up(name: str, steps: Sequence[VerificationStep], good: str, clause: str) -> VerificationStep:
    """One step for many: it holds when all of them do."""
    problems = [f"{step.name}: {step.detail}" for step in steps if step.verdict is Verdict.FAILED]
    return judged(name, problems, good, clause)
