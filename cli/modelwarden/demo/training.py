"""Two real models: one as a team would first train it, one with its disparity repaired by Fairlearn."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modelwarden.demo.credit_data import CATEGORIES, LABEL, NUMBERS, SENSITIVE, CreditData

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from sklearn.pipeline import Pipeline

THRESHOLD = 0.7
"""The bank lends from this score on: the share of good risks in the data, and a choice of this demo."""

_SOUGHT_RATIO = 0.88
_GRID = 41


@dataclass(frozen=True)
class TrainedModel:
    """A model file with what a registry should know about it. `scores` are for the evaluation half."""

    title: str
    description: str
    onnx: bytes
    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    parameters: dict[str, Any]
    scores: np.ndarray
    started_at: datetime
    ended_at: datetime

    @property
    def features(self) -> tuple[str, ...]:
        """The model's inputs, in order."""
        return (*self.numbers, *self.categories)


def train_first(data: CreditData) -> TrainedModel:
    """Logistic regression on every column, the way a team begins."""
    started = datetime.now(UTC)
    pipeline = _pipeline(NUMBERS, CATEGORIES, seed=0)
    pipeline.fit(data.training, data.training[LABEL])
    return _trained(
        "first attempt",
        "Logistic regression on all columns, sex and age among them.",
        pipeline,
        data,
        (NUMBERS, CATEGORIES),
        {"estimator": "LogisticRegression", "threshold": THRESHOLD},
        started,
    )


def train_repaired(data: CreditData) -> TrainedModel:
    """Without sex and age, and trained under a demographic parity constraint (Agarwal et al. 2018).

    Fairlearn's grid search gives one deterministic model per trade-off; the most accurate one whose ratio
    reaches 0.88 on the training half is taken, or else the one with the highest ratio.
    """
    from fairlearn.reductions import DemographicParity, GridSearch
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    started = datetime.now(UTC)
    numbers = tuple(name for name in NUMBERS if name != "age")
    categories = tuple(name for name in CATEGORIES if name != "sex")
    encoder = _pipeline(numbers, categories, seed=0)[:-1].fit(data.training)
    search = GridSearch(LogisticRegression(max_iter=1000), constraints=DemographicParity(), grid_size=_GRID)
    with warnings.catch_warnings():  # Fairlearn still says `sample_weight` in pandas' old ways.
        warnings.simplefilter("ignore")
        search.fit(
            encoder.transform(data.training),
            data.training[LABEL],
            sensitive_features=data.training["age_band"],
        )
    candidates = [Pipeline([*encoder.steps, ("score", one)]) for one in _usable(search.predictors_)]
    chosen = max(candidates, key=lambda pipeline: _merit(pipeline, data.training))
    return _trained(
        "repaired",
        "Logistic regression without sex and age, under demographic parity (Fairlearn GridSearch).",
        chosen,
        data,
        (numbers, categories),
        {
            "estimator": "GridSearch(LogisticRegression, DemographicParity)",
            "grid_size": _GRID,
            "threshold": THRESHOLD,
        },
        started,
    )


def _pipeline(numbers: tuple[str, ...], categories: tuple[str, ...], seed: int) -> Pipeline:
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    encode = ColumnTransformer(
        [
            ("numbers", StandardScaler(), list(numbers)),
            ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), list(categories)),
        ]
    )
    return Pipeline([("encode", encode), ("score", LogisticRegression(max_iter=1000, random_state=seed))])


def _usable(predictors: list[Any]) -> Iterator[Any]:
    # At the grid's ends a predictor may have seen one class only, and is then no model.
    yield from (one for one in predictors if hasattr(one, "coef_"))


def _merit(pipeline: Pipeline, table: pd.DataFrame) -> tuple[bool, float]:
    from fairlearn.metrics import demographic_parity_ratio

    decisions = _scores(pipeline, table) >= THRESHOLD
    label = table[LABEL]
    ratio = min(
        demographic_parity_ratio(label, decisions, sensitive_features=table[name]) for name in SENSITIVE
    )
    if ratio >= _SOUGHT_RATIO:
        return True, float((decisions == label).mean())
    return False, float(ratio)


def _scores(pipeline: Pipeline, table: pd.DataFrame) -> np.ndarray:
    scores: np.ndarray = pipeline.predict_proba(table)[:, 1]
    return scores


def _trained(
    title: str,
    description: str,
    pipeline: Pipeline,
    data: CreditData,
    columns: tuple[tuple[str, ...], tuple[str, ...]],
    parameters: dict[str, Any],
    started: datetime,
) -> TrainedModel:
    numbers, categories = columns
    return TrainedModel(
        title=title,
        description=description,
        onnx=_to_onnx(pipeline, numbers, categories),
        numbers=numbers,
        categories=categories,
        parameters=parameters,
        scores=_scores(pipeline, data.evaluation),
        started_at=started,
        ended_at=datetime.now(UTC),
    )


def _to_onnx(pipeline: Pipeline, numbers: tuple[str, ...], categories: tuple[str, ...]) -> bytes:
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

    types = [(name, FloatTensorType([None, 1])) for name in numbers]
    types += [
        (name, Int64TensorType([None, 1]) if name == "job" else StringTensorType([None, 1]))
        for name in categories
    ]
    model = to_onnx(pipeline, initial_types=types, name="credit-scoring", options={"zipmap": False})
    content: bytes = model.SerializeToString()
    return content
