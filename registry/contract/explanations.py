"""What an explanation says: which features move a model's scores, overall, by group and in single rows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.contract.base import Count, Digest, Line, Shape
from registry.contract.rates import Rate


class FeatureImportance(Shape):
    """Mean absolute SHAP value of one feature, in the units of the explained output."""

    feature: str
    mean_abs: float
    mean: float


class GroupImportance(Shape):
    """Importances within one group."""

    attribute: str
    group: str
    n: Count
    importance: list[FeatureImportance]


class ReasonCode(Shape):
    """A feature that pushed one decision towards the unfavourable outcome, and how far."""

    feature: str
    contribution: float


class Contribution(Shape):
    """How far a feature moved one score, in either direction."""

    feature: str
    contribution: float


class ExplainedRow(Shape):
    """An example row by its index in the evaluation table; no attribute values are repeated here.

    `contributions` are the strongest either way, strongest first, and `others` is what all others come to;
    the base value and these add up to the score. Older documents have neither.
    """

    row: Count
    score: float
    base_value: float
    reasons: list[ReasonCode]
    contributions: Annotated[list[Contribution], Field(exclude_if=lambda value: not value)] = []
    others: float | None = Field(default=None, exclude_if=lambda value: value is None)


class ValueBand(Shape):
    """The SHAP values of the rows in which a feature is low, middle or high, as text, or missing.

    `tenths` are their quantiles at 0.05, 0.15, ... 0.95: each stands for a tenth of the `n` rows.
    """

    values: Literal["low", "middle", "high", "text", "missing"]
    n: Count
    tenths: list[float]


class FeatureSpread(Shape):
    """How one feature's SHAP values spread over the explained rows, without a row or a value of anybody."""

    feature: str
    bands: list[ValueBand]


class Additivity(Shape):
    """base value + sum of SHAP values against the model's own output."""

    rows: Count
    max_abs_error: float
    tolerance: float
    passed: bool


class ExplanationBody(Shape):
    """SHAP explanation of the model's favourable score."""

    kind: Literal["explanation"] = "explanation"
    algorithm: Line
    output: Line
    rows: Count
    background_rows: Count
    background_digest: Digest
    base_value: float
    additivity: Additivity
    global_importance: list[FeatureImportance]
    by_group: list[GroupImportance]
    examples: list[ExplainedRow]
    prediction_agreement: Rate
    spread: Annotated[list[FeatureSpread], Field(exclude_if=lambda value: not value)] = []
