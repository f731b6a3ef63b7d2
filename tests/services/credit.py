"""A small credit model, trained on the spot, and its evaluation table: real input for the journey."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class Credit:
    """Files on disk: training table, held-out table, the same with scores, model."""

    training: Path
    held_out: Path
    evaluation: Path
    model: Path


def make_credit(folder: Path, *, penalty: float, seed: int = 0) -> Credit:
    """`penalty` is what the model takes off the score of the young: 0 treats them like everybody else."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(seed)
    training, evaluation = (_table(generator, 1200) for _ in range(2))
    young = (training["age_band"] == "25 and under").to_numpy(float)
    features = np.column_stack([training["income"], training["debt"], young]).astype(np.float32)
    model = LogisticRegression().fit(features, training["risk"])
    model.coef_[0, 2] = -penalty
    evaluation["young"] = (evaluation["age_band"] == "25 and under").astype(float)
    columns = ["income", "debt", "young"]
    evaluation["score"] = model.predict_proba(evaluation[columns].to_numpy(np.float32))[:, 1]
    paths = Credit(
        folder / "training.csv", folder / "held_out.csv", folder / "evaluation.csv", folder / "model.onnx"
    )
    training.to_csv(paths.training, index=False)
    evaluation.drop(columns="score").to_csv(paths.held_out, index=False)
    evaluation.to_csv(paths.evaluation, index=False)
    paths.model.write_bytes(_onnx(model, columns))
    return paths


def _table(generator: np.random.Generator, rows: int) -> pd.DataFrame:
    income = generator.normal(0, 1, rows)
    debt = generator.normal(0, 1, rows)
    odds = 1.2 * income - 1.0 * debt + 0.8
    risk = (generator.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    return pd.DataFrame(
        {
            "income": income.round(4),
            "debt": debt.round(4),
            "sex": generator.choice(["female", "male"], rows),
            "age_band": generator.choice(["25 and under", "over 25"], rows, p=[0.3, 0.7]),
            "risk": risk,
        }
    )


def _onnx(model: LogisticRegression, columns: list[str]) -> bytes:
    onnx = convert_sklearn(
        model, initial_types=[("features", FloatTensorType([None, len(columns)]))], options={"zipmap": False}
    )
    content: bytes = onnx.SerializeToString()
    return content
