"""The evidence in the gate's input document: the newest of each kind, and what came first."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from registry.contract.base import Digest, Line, Shape, Timestamp
from registry.contract.evidence import DataProfileBody, DeclaredBody, FairnessBody, PerformanceBody, ScanBody
from registry.contract.explanations import ExplanationBody


def _absent(value: object) -> bool:
    return value is None


class EvidenceHead(Shape):
    """What every piece of evidence says of itself. `table_digest` is null where no table was read."""

    digest: Digest
    assurance: Literal["declared", "recomputed", "reproduced", "independent"]
    version_digest: Digest
    dataset_digest: Digest | None
    table_digest: Digest | None
    produced_by: Line
    produced_at: Timestamp


class PerformanceInput(EvidenceHead):
    """Performance evidence."""

    body: PerformanceBody


class FairnessInput(EvidenceHead):
    """Fairness evidence."""

    body: FairnessBody


class ExplanationInput(EvidenceHead):
    """Explanation evidence."""

    body: ExplanationBody


class DataProfileInput(EvidenceHead):
    """Data profile evidence."""

    body: DataProfileBody


class ScanInput(EvidenceHead):
    """File scan evidence."""

    body: ScanBody


class DocumentInput(EvidenceHead):
    """A declared document."""

    body: DeclaredBody


class EvidenceSet(Shape):
    """The newest evidence of each kind; a kind that was never produced is absent, not null.

    No document stands in it twice: whoever looks one up by its digest would see one of the two.
    """

    performance: PerformanceInput | None = Field(default=None, exclude_if=_absent)
    fairness: FairnessInput | None = Field(default=None, exclude_if=_absent)
    explanation: ExplanationInput | None = Field(default=None, exclude_if=_absent)
    data_profile: DataProfileInput | None = Field(default=None, exclude_if=_absent)
    scan: ScanInput | None = Field(default=None, exclude_if=_absent)
    documents: list[DocumentInput] = []

    @property
    def heads(self) -> list[EvidenceHead]:
        """All that there is of it."""
        kinds = (self.performance, self.fairness, self.explanation, self.data_profile, self.scan)
        return [*(head for head in kinds if head is not None), *self.documents]

    @model_validator(mode="after")
    def _names_no_document_twice(self) -> Self:
        digests = [head.digest for head in self.heads]
        twice = sorted({digest for digest in digests if digests.count(digest) > 1})
        if twice:
            raise ValueError(f"evidence is named twice: {', '.join(twice)}")
        return self


class FirstEvidence(Shape):
    """What figures of one kind were first computed on, for these files under this or an earlier number.

    The newest figures count. Here is what they have to be held against, lest a table that was refused is
    exchanged for a kinder one unseen. `sensitive` has the columns that were examined one by one.
    """

    kind: Literal["performance", "fairness", "explanation"]
    digest: Digest
    dataset_digest: Digest | None
    sensitive: list[str]
    version: Annotated[int, Field(ge=1)]
    produced_by: Line
    produced_at: Timestamp
