"""Real tables and a real model, small enough to be computed by hand where a test needs it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from registry.contract.rates import Confusion

# As in the sandbox: compiling SHAP's loops would take most of the time of these tests.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")

Counts = Mapping[str, int]
WriteTable = Callable[[Mapping[str, Sequence[object]]], Path]
WriteCounts = Callable[[Mapping[str, Counts], tuple[str, ...]], Path]


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "golden" / "fairness.json"
    numbers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return numbers


@pytest.fixture
def write_table(tmp_path: Path) -> WriteTable:
    """Columns to a CSV file."""

    def write(columns: Mapping[str, Sequence[object]]) -> Path:
        path = tmp_path / "table.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return path

    return write


@pytest.fixture
def write_counts(write_table: WriteTable) -> WriteCounts:
    """Confusion counts per group, "a|b" being an intersection, to a table with one row per counted case."""

    def write(groups: Mapping[str, Counts], attributes: tuple[str, ...]) -> Path:
        columns: dict[str, list[object]] = {name: [] for name in ("label", "prediction", *attributes)}
        for group, counts in groups.items():
            for cell, label, prediction in (("tp", 1, 1), ("fp", 0, 1), ("fn", 1, 0), ("tn", 0, 0)):
                columns["label"] += [label] * counts[cell]
                columns["prediction"] += [prediction] * counts[cell]
                for attribute, value in zip(attributes, group.split("|"), strict=True):
                    columns[attribute] += [value] * counts[cell]
        return write_table(columns)

    return write


@pytest.fixture(scope="session")
def selected() -> Callable[[int, int], Confusion]:
    """Counts of a group of which k out of n were selected; the labels do not matter to selection rates."""

    def build(k: int, n: int) -> Confusion:
        return Confusion(tp=k, fp=0, fn=n - k, tn=0)

    return build


@pytest.fixture(scope="session")
def applicants() -> pd.DataFrame:
    """Invented applicants: text, numbers, two sensitive attributes, and a label that follows some of it."""
    random = np.random.default_rng(11)
    n = 240
    frame = pd.DataFrame(
        {
            "income": random.integers(10, 90, n),
            "years": random.uniform(0, 20, n).round(1),
            "housing": random.choice(["own", "rent", "free"], n),
            "sex": random.choice(["female", "male"], n),
            "region": random.choice(["north", "south"], n, p=[0.3, 0.7]),
        }
    )
    signal = frame.income / 40 + frame.years / 20 + (frame.housing == "own") + (frame.region == "south") * 0.6
    frame["repaid"] = (signal + random.normal(0, 0.5, n) > 2.3).astype(int)
    return frame


@pytest.fixture(scope="session")
def model_path(applicants: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A logistic regression on the applicants, as ONNX with one input per column."""
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers, texts = ["income", "years"], ["housing", "region"]
    pipeline = Pipeline(
        [
            ("columns", ColumnTransformer([("n", StandardScaler(), numbers), ("t", OneHotEncoder(), texts)])),
            ("model", LogisticRegression()),
        ]
    ).fit(applicants[numbers + texts], applicants.repaid)
    types = [
        ("income", Int64TensorType([None, 1])),
        ("years", FloatTensorType([None, 1])),
        ("housing", StringTensorType([None, 1])),
        ("region", StringTensorType([None, 1])),
    ]
    path = tmp_path_factory.mktemp("model") / "model.onnx"
    path.write_bytes(convert_sklearn(pipeline, initial_types=types, name="applicants").SerializeToString())
    return path


@pytest.fixture(scope="session")
def scored(applicants: pd.DataFrame, model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The applicants with the model's own scores."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(model_path), providers=["CPUExecutionProvider"])
    feed = {
        "income": applicants[["income"]].to_numpy(dtype=np.int64),
        "years": applicants[["years"]].to_numpy(dtype=np.float32),
        "housing": applicants[["housing"]].to_numpy(dtype=object),
        "region": applicants[["region"]].to_numpy(dtype=object),
    }
    probabilities = session.run(["output_probability"], feed)[0]
    path = tmp_path_factory.mktemp("table") / "scored.csv"
    applicants.assign(score=[float(row[1]) for row in probabilities]).to_csv(path, index=False)
    return path
