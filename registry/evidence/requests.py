"""What the sandbox is asked and what it answers: the JSON that crosses into the child process and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from registry.contract.base import Digest, Shape
from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence import (
    DataProfileBody,
    EvidenceInput,
    EvidenceMethod,
    FairnessBody,
    PerformanceBody,
    ScanBody,
)
from registry.contract.explanations import ExplanationBody
from registry.contract.tables import TableDescription
from registry.evidence.limits import ScanLimits, TableLimits

ComputedKind = Literal["performance", "fairness", "explanation", "data_profile"]
ComputedBody = Annotated[
    PerformanceBody | FairnessBody | ExplanationBody | DataProfileBody, Field(discriminator="kind")
]


# The child has a working directory of its own.
LocalPath = Annotated[Path, AfterValidator(Path.absolute)]


class LocalFile(Shape):
    """A file on this machine. When `sha256` is given, other content is refused."""

    path: LocalPath
    sha256: Digest | None = None


class DatasetClaim(Shape):
    """The dataset version whose rows the evaluation table is said to hold, beside scores and predictions."""

    digest: Digest
    columns: Annotated[list[str], Field(min_length=1)]


class ComputeRequest(Shape):
    """Compute these kinds of evidence from an evaluation table and, for `explanation`, the model.

    `model` is the local copy of the file that `spec.model_path` names in the version's manifest.
    """

    job: Literal["compute"] = "compute"
    kinds: Annotated[list[ComputedKind], Field(min_length=1)]
    table: LocalFile
    spec: EvaluationSpec
    model: LocalFile | None = None
    dataset: DatasetClaim | None = None
    limits: TableLimits = TableLimits()


class DescribeRequest(Shape):
    """Digest, schema and profile of a dataset version's file."""

    job: Literal["describe"] = "describe"
    table: LocalFile
    limits: TableLimits = TableLimits()


class ScanTarget(Shape):
    """A file of the version: its path in the manifest, and where its bytes are."""

    path: str
    local: LocalPath


class ScanRequest(Shape):
    """Look for code in a version's files."""

    job: Literal["scan"] = "scan"
    files: list[ScanTarget]
    limits: ScanLimits = ScanLimits()


Request = Annotated[ComputeRequest | DescribeRequest | ScanRequest, Field(discriminator="job")]


class EvidenceResult(Shape):
    """A body with what its document needs to say about where it comes from."""

    assurance: Literal["recomputed", "reproduced"]
    inputs: list[EvidenceInput]
    method: EvidenceMethod
    body: ComputedBody


class ScanResult(Shape):
    """A scan with the method it was done by."""

    method: EvidenceMethod
    body: ScanBody


class Failure(Shape):
    """Why there is no answer, in the words of an `EvidenceError`."""

    what: str
    why: str = ""
    remedy: str = ""
    pointer: str = ""


class Answer(Shape):
    """What the child process leaves behind: exactly one of these is set."""

    evidence: list[EvidenceResult] | None = None
    table: TableDescription | None = None
    scan: ScanResult | None = None
    failure: Failure | None = None


class Progress(Shape):
    """How far a job is, in percent, and what it is doing."""

    percent: Annotated[int, Field(ge=0, le=100)]
    message: str
