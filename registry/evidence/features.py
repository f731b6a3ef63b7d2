"""Features as a matrix of numbers, which SHAP can mix, and back to what an ONNX model takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.domain.errors import EvidenceError
from registry.evidence.columns import Column

Matrix = NDArray[np.float64]
_LARGEST_EXACT_INTEGER = 2**53
_DTYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
    "tensor(string)": object,
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its column of numbers, and the texts that these stand for when the model takes text."""

    name: str
    values: Matrix
    texts: NDArray[np.object_] | None = None


def numeric_feature(column: Column, tensor: str) -> Feature:
    """A feature that the model takes as a number; missing values are NaN, where the model's type has NaN."""
    values = column.numbers()
    whole = np.issubdtype(_DTYPES[tensor], np.integer) or _DTYPES[tensor] is np.bool_
    if whole and (column.missing or not np.all(values == np.round(values))):
        raise EvidenceError(
            f"Feature {column.name!r} has missing or fractional values.",
            why=f"The model takes {tensor}, which can hold neither.",
            remedy="Complete the column, or export the model with a floating-point input.",
        )
    if whole and np.abs(values).max() > _LARGEST_EXACT_INTEGER:
        raise EvidenceError(
            f"Feature {column.name!r} holds integers past 2**53.",
            why="They cannot be told apart as binary64 numbers.",
            remedy="Leave identifiers out of the features, or give them as text.",
        )
    return Feature(column.name, values)


def text_feature(column: Column) -> Feature:
    """A feature that the model takes as text; a missing value is the empty text: ONNX has no missing text."""
    codes, names = column.encoded()
    texts = sorted({*names, ""}) if column.missing else names
    position = np.array([texts.index(name) for name in names] or [0], dtype=np.int64)
    coded = np.where(codes < 0, texts.index("") if column.missing else 0, position[codes])
    return Feature(column.name, coded.astype(np.float64), np.array(texts, dtype=object))


def as_matrix(features: Sequence[Feature]) -> Matrix:
    """Rows by features."""
    return np.column_stack([feature.values for feature in features])


def as_tensor(features: Sequence[Feature], matrix: Matrix, tensor: str) -> NDArray[Any]:
    """Columns of the matrix as a tensor of this ONNX type, decoded to text where it is one."""
    parts = [
        matrix[:, position] if feature.texts is None else feature.texts[matrix[:, position].astype(np.int64)]
        for position, feature in enumerate(features)
    ]
    return np.column_stack(parts).astype(_DTYPES[tensor])


def is_supported(tensor: str) -> bool:
    """Whether tables can feed this ONNX type."""
    return tensor in _DTYPES


def is_text(tensor: str) -> bool:
    """Whether this ONNX type is text."""
    return tensor == "tensor(string)"
