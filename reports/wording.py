"""The words for states and statuses. Each has a sign beside it, so that nothing hangs on colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from registry.contract.decision import CheckStatus
from registry.contract.evidence import EVALUATION_TABLE, EvidenceDocument
from registry.domain.canonical import hex_of

Tone = Literal["bad", "warn", "good", "neutral"]


@dataclass(frozen=True, slots=True)
class Word:
    """A sign, a word, and the tone it is set in."""

    sign: str
    text: str
    tone: Tone


STATUSES: dict[CheckStatus, Word] = {
    "violated": Word("✗", "Violated", "bad"),
    "no_evidence": Word("□", "No evidence", "bad"),
    "waived": Word("◇", "Waived", "warn"),
    "warned": Word("△", "Warned", "warn"),
    "passed": Word("✓", "Passed", "good"),
    "not_applicable": Word("○", "Not applicable", "neutral"),
}
"""Failing first: the order of the table of checks."""

VERDICTS: dict[str, Word] = {
    "approve": Word("✓", "Approved", "good"),
    "reject": Word("✗", "Rejected", "bad"),
    "request_changes": Word("△", "Changes requested", "warn"),
}

SEVERITIES = ("critical", "high", "medium", "low")

KINDS = {
    "promote": "Promotion",
    "rollback": "Rollback",
    "break_glass": "Break-glass promotion",
}

EVIDENCE_KINDS = {
    "performance": "Performance",
    "fairness": "Subgroup disparity",
    "explanation": "Explanation",
    "data_profile": "Data profile",
    "drift": "Drift",
    "scan": "File scan",
    "attestation": "Attestation",
    "document": "Document",
}

ASSURANCES = {
    "declared": "Declared: somebody stated these figures, and the platform did not compute them.",
    "recomputed": "Recomputed: the platform computed these figures itself from what it was given.",
    "reproduced": "Reproduced: the platform ran the model by its digest on the dataset by its digest.",
    "independent": "Independent: a second party reproduced these figures.",
}

METRICS = {
    "demographic_parity_difference": "Demographic parity difference",
    "demographic_parity_ratio": "Demographic parity ratio",
    "equal_opportunity_difference": "Equal opportunity difference",
    "equal_opportunity_ratio": "Equal opportunity ratio",
    "equalized_odds_difference": "Equalized odds difference",
    "equalized_odds_ratio": "Equalized odds ratio",
    "false_positive_rate_difference": "False positive rate difference",
    "accuracy_difference": "Accuracy difference",
}


def measured_on(document: EvidenceDocument) -> str:
    """What a document's figures were measured on, as a sentence names it."""
    tables = [item for item in document.inputs if item.name == EVALUATION_TABLE]
    rows = [f"{item.rows:,} rows of " if item.rows is not None else "" for item in tables]
    named = [
        f"{many}the evaluation table {hex_of(item.sha256)[:12]}"
        for many, item in zip(rows, tables, strict=True)
    ]
    return listed(named) if named else "data that the document does not name"


def phrase(code: str) -> str:
    """A code as words: `risk_reviewer` is a risk reviewer."""
    return code.replace("_", " ")


def capitalised(text: str) -> str:
    """A phrase as the beginning of a sentence; names inside it stay as they are."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`; `nobody` when there is none."""
    if not items:
        return "nobody"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun, spelt for one or many."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
