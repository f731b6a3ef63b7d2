"""How an evaluation table is to be read: which column is what, and how a score becomes a decision."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from registry.contract.base import Line, Shape


def _decimal_text(value: object) -> object:
    """A JSON number as the shortest decimal that gives it back: the specification stays exact text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, int) else repr(value)
    return value


Probability = Annotated[
    str, BeforeValidator(_decimal_text), Field(pattern=r"^(0|0\.[0-9]{1,17}|1|1\.0{1,17})$", examples=["0.7"])
]
Level = Annotated[str, Field(pattern=r"^0\.[0-9]{1,6}$", examples=["0.95"])]
Column = Annotated[str, Field(min_length=1, max_length=200)]


class EvaluationSpec(Shape):
    """Which columns of an evaluation table are what.

    `favourable_label` is the value of label and prediction that people want to get; positive means favourable
    everywhere. With a `score`, a row's prediction is favourable when score >= threshold, both compared as
    IEEE 754 binary64. A table that has `prediction`, `score` and `threshold` must agree with itself.
    `features` are the model's inputs and are only read when `model_path` names an ONNX file of the version.
    Left empty, they are the inputs that the model names; for a model with one matrix as input, all columns
    that have no other role here, in their order. Groups with fewer rows than `minimum_group_size` are left
    out of disparities; the gate denies where one that `fairness.group_size_min` takes for large enough is.
    """

    label: Column
    prediction: Column | None = None
    score: Column | None = None
    threshold: Probability | None = None
    favourable_label: Line = "1"
    sensitive: Annotated[list[Column], Field(max_length=8)] = []
    intersections: bool = False
    features: Annotated[list[Column], Field(max_length=2000)] = []
    minimum_group_size: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    interval_level: Level = "0.95"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    model_path: Annotated[str, Field(min_length=1, max_length=512)] | None = None
    explained_rows: Annotated[int, Field(ge=1, le=10_000)] = 500
    background_rows: Annotated[int, Field(ge=1, le=1_000)] = 100
    example_rows: Annotated[int, Field(ge=0, le=50)] = 5

    @model_validator(mode="after")
    def _check_decision(self) -> Self:
        if self.prediction is None and self.score is None:
            msg = "a prediction column or a score column is needed"
            raise ValueError(msg)
        if self.threshold is not None and self.score is None:
            msg = "a threshold needs a score column to apply to"
            raise ValueError(msg)
        if self.prediction is None and self.threshold is None:
            msg = "a score needs a threshold to become a decision"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _check_roles(self) -> Self:
        single = [name for name in (self.label, self.prediction, self.score) if name is not None]
        for names, what in ((single, "label, prediction and score"), (self.sensitive, "sensitive columns")):
            if len(set(names)) != len(names):
                msg = f"{what} must be different columns"
                raise ValueError(msg)
        if set(single) & set(self.sensitive):
            msg = "a sensitive column cannot also be the label, the prediction or the score"
            raise ValueError(msg)
        if set(single) & set(self.features) or len(set(self.features)) != len(self.features):
            msg = "features must be distinct, and neither the label nor the prediction nor the score"
            raise ValueError(msg)
        if float(self.interval_level) == 0:
            msg = "the interval level must lie between 0 and 1"
            raise ValueError(msg)
        return self
