"""Kinds of evidence and how far each is to be trusted."""

from __future__ import annotations

from enum import StrEnum


class EvidenceKind(StrEnum):
    """What an evidence document is about."""

    PERFORMANCE = "performance"
    FAIRNESS = "fairness"
    EXPLANATION = "explanation"
    DATA_PROFILE = "data_profile"
    DRIFT = "drift"
    SCAN = "scan"
    ATTESTATION = "attestation"
    DOCUMENT = "document"


COMPUTED_KINDS = (
    EvidenceKind.PERFORMANCE,
    EvidenceKind.FAIRNESS,
    EvidenceKind.EXPLANATION,
    EvidenceKind.DATA_PROFILE,
)

DECLARED_KINDS = frozenset({EvidenceKind.DOCUMENT, EvidenceKind.ATTESTATION})
"""What people say. Every one counts, and not the newest alone."""


class Assurance(StrEnum):
    """How the numbers came to be, weakest first."""

    DECLARED = "declared"
    RECOMPUTED = "recomputed"
    REPRODUCED = "reproduced"
    INDEPENDENT = "independent"
