"""Evidence documents, `modelwarden.evidence/v1`: one immutable fact sheet about one version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from registry.contract.base import Count, Digest, Line, Shape, Text, Timestamp
from registry.contract.explanations import ExplanationBody
from registry.contract.rates import Confusion, Fraction, GroupRates, Interval


class Group(Shape):
    """One group (or intersection). `sufficient` is false below the minimum size: it passes nothing then."""

    group: str
    n: Count
    counts: Confusion
    rates: GroupRates
    sufficient: bool


class Disparity(Shape):
    """One disparity under one metric, by Fairlearn's definition.

    `exact` is the value as a fraction. `status` is `measured`, or `insufficient` when a group that it
    would compare is too small or has no defined rate; `value` and `exact` are then null and `note` says why.
    """

    metric: Literal[
        "demographic_parity_difference",
        "demographic_parity_ratio",
        "equal_opportunity_difference",
        "equal_opportunity_ratio",
        "equalized_odds_difference",
        "equalized_odds_ratio",
        "false_positive_rate_difference",
        "accuracy_difference",
    ]
    status: Literal["measured", "insufficient"]
    value: float | None
    exact: Fraction | None
    lowest_group: str | None
    highest_group: str | None
    note: str = ""


class Attribute(Shape):
    """A sensitive attribute, or an intersection of several (`columns` has more than one)."""

    name: Line
    columns: list[str]
    missing: Count
    groups: list[Group]
    disparities: list[Disparity]


class FairnessBody(Shape):
    """Subgroup fairness of a binary decision on one evaluation table."""

    kind: Literal["fairness"] = "fairness"
    favourable_outcome: Line
    label_column: str
    decision_rule: Line
    rows: Count
    minimum_group_size: Count
    interval_level: Line
    attributes: list[Attribute]


class CalibrationBin(Shape):
    """Scores from `low` up to `high`: how many, their mean, and the share of favourable outcomes.

    `interval` is that of the share; older documents have none.
    """

    low: float
    high: float
    n: Count
    mean_score: float | None
    observed_rate: float | None
    interval: Interval | None = Field(default=None, exclude_if=lambda value: value is None)


class CurvePoint(Shape):
    """A point of the ROC curve, and the precision there.

    `precision` is left out where nothing is accepted, and in older documents.
    """

    threshold: float | None
    false_positive_rate: float
    true_positive_rate: float
    precision: float | None = Field(default=None, exclude_if=lambda value: value is None)


class PerformanceBody(Shape):
    """Overall performance on the evaluation table; scores-based figures are null without a score column."""

    kind: Literal["performance"] = "performance"
    rows: Count
    label_column: str
    decision_rule: Line
    counts: Confusion
    rates: GroupRates
    f1: float | None
    roc_auc: float | None
    brier: float | None
    log_loss: float | None
    calibration: list[CalibrationBin]
    roc: list[CurvePoint]


class ValueCount(Shape):
    """How often a value occurs."""

    value: str
    n: Count


class ColumnProfile(Shape):
    """One column: its type, what is missing, and its distribution."""

    name: str
    type: Literal["integer", "number", "string", "boolean", "timestamp"]
    n: Count
    missing: Count
    distinct: Count
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    standard_deviation: float | None = None
    histogram_edges: list[float] = []
    histogram_counts: list[Count] = []
    top_values: list[ValueCount] = []


class DataProfileBody(Shape):
    """The profile of a table, column by column."""

    kind: Literal["data_profile"] = "data_profile"
    rows: Count
    columns: list[ColumnProfile]
    duplicate_rows: Count


class ScannedFile(Shape):
    """What the scanner saw in one file."""

    path: str
    format: Line
    verdict: Literal["clean", "unsafe", "unknown"]
    findings: list[str]


class ScanBody(Shape):
    """Static scan of the version's files for code that would run on loading; nothing is loaded."""

    kind: Literal["scan"] = "scan"
    scanner: Line
    files: list[ScannedFile]
    unsafe: Count
    unknown: Count


class DeclaredBody(Shape):
    """Something that somebody said: their document, and their figures as they gave them."""

    kind: Literal["document", "attestation"]
    title: Line
    statement: Text
    figures: dict[str, float | int | str | bool] = {}


Body = Annotated[
    PerformanceBody | FairnessBody | ExplanationBody | DataProfileBody | ScanBody | DeclaredBody,
    Field(discriminator="kind"),
]


class EvidenceInput(Shape):
    """One input of the computation, by digest."""

    name: Line
    sha256: Digest
    rows: Count | None = None


# How evidence names, among its inputs, the table that its figures were computed from.
EVALUATION_TABLE: Final = "evaluation table"


def table_digest_of(inputs: Sequence[EvidenceInput]) -> str | None:
    """The digest of the evaluation table among these inputs; None where there is none, or more than one."""
    tables = {item.sha256 for item in inputs if item.name == EVALUATION_TABLE}
    return tables.pop() if len(tables) == 1 else None


class EvidenceSubject(Shape):
    """The version that this is evidence of."""

    model: Line
    version: Annotated[int, Field(ge=1)]
    version_digest: Digest


class EvidenceMethod(Shape):
    """What was done, so that it can be done again."""

    name: Line
    parameters: dict[str, Any]
    software: dict[str, str]


class EvidenceDocument(Shape):
    """The whole document. Its canonical bytes are stored, and their SHA-256 is its name."""

    schema_: Literal["modelwarden.evidence/v1"] = Field(default="modelwarden.evidence/v1", alias="schema")
    kind: Literal[
        "performance", "fairness", "explanation", "data_profile", "drift", "scan", "attestation", "document"
    ]
    assurance: Literal["declared", "recomputed", "reproduced", "independent"]
    subject: EvidenceSubject
    inputs: list[EvidenceInput]
    dataset_version: Digest | None
    method: EvidenceMethod
    produced_by: Line
    produced_at: Timestamp
    body: Body
