"""Asking for evidence, attaching it, and seeing what there is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.contract.base import Digest, Line, Shape, Text, Timestamp
from registry.contract.evaluation import EvaluationSpec
from registry.contract.models import DatasetRef


class EvaluateTable(Shape):
    """Which evidence to compute from an evaluation table, and how it is to be read."""

    dataset: DatasetRef | None = None
    spec: EvaluationSpec
    kinds: Annotated[
        list[Literal["performance", "fairness", "explanation", "data_profile"]], Field(min_length=1)
    ]


class ComputeEvidence(EvaluateTable):
    """Compute evidence from an evaluation table that was uploaded to the project."""

    artifact: Digest


class DeclareEvidence(Shape):
    """Attach what somebody says; it is marked `declared` for ever."""

    kind: Literal["document", "attestation"]
    title: Line
    statement: Text
    figures: dict[str, float | int | str | bool] = {}


class EvidenceView(Shape):
    """One piece of evidence, without its body."""

    id: str
    kind: str
    assurance: str
    digest: Digest
    produced_by: str
    produced_at: Timestamp
    newest: bool
