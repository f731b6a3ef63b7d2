"""ONNX models: bytes, a path or a ModelProto. Their own answers are read with onnxruntime, if it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from modelwarden.errors import InvalidInputError
from modelwarden.frameworks.conversion import BINARY, require
from modelwarden.frameworks.packaged import ONNX_FILE, Array, Frame, Packaged, Rows, text_of, versions_of

_TYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
    "tensor(string)": "object",
}
_FLOATS = frozenset({"tensor(float)", "tensor(double)"})


def package_onnx(content: bytes, rows: Rows) -> Packaged:
    """The file as it is."""
    return Packaged(
        files={ONNX_FILE: content},
        framework="ONNX",
        features=[*rows.features],
        onnx_path=ONNX_FILE,
        score=lambda table, favourable: _score(content, table, rows, favourable),
        software=versions_of("onnx", "onnxruntime", "numpy", "pandas"),
    )


def read_onnx(model: object) -> bytes | None:
    """The bytes of an ONNX model given as bytes, as a path or as a ModelProto; None of anything else."""
    if isinstance(model, bytes):
        return model
    if isinstance(model, str | Path) and Path(model).suffix == ".onnx":
        return Path(model).read_bytes()
    if type(model).__name__ == "ModelProto" and hasattr(model, "SerializeToString"):
        content: bytes = model.SerializeToString()
        return content
    return None


def _score(content: bytes, table: Frame, rows: Rows, favourable: str) -> Array:
    runtime = require("onnxruntime", "onnxruntime", "Scoring with an ONNX model (or give score=)")
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
    outputs = session.get_outputs()
    probabilities = [node.name for node in outputs if node.type in _FLOATS]
    labels = [node.name for node in outputs if node.type not in _FLOATS and node.type in _TYPES]
    if len(probabilities) != 1:
        raise _unclear("it has no output, or more than one, that could hold probabilities")
    feed = _feed(session.get_inputs(), table, [*rows.features] or [*rows.unnamed])
    (scores,) = session.run(probabilities, feed)
    columns = scores.reshape(len(table), -1)
    if columns.shape[1] == 1:
        return columns[:, 0]
    decided = [text_of(label) for label in session.run(labels, feed)[0].ravel()] if len(labels) == 1 else []
    return columns[:, _column_of(columns, decided, favourable)]


def _feed(inputs: Sequence[Any], rows: Frame, features: Sequence[str]) -> dict[str, Array]:
    if len(inputs) == 1 and inputs[0].shape[-1] != 1:
        return {inputs[0].name: rows[[*features]].to_numpy(_TYPES[inputs[0].type])}
    return {node.name: rows[[node.name]].to_numpy(_TYPES[node.type]) for node in inputs}


def _column_of(columns: Array, decided: Sequence[str], favourable: str) -> int:
    """The column that is highest just where the model's own label is the favourable one."""
    wanted = [label == favourable for label in decided]
    fitting = [
        position
        for position in range(columns.shape[1])
        if columns.shape[1] == BINARY
        and decided
        and [bool(row[position] > row[1 - position]) for row in columns] == wanted
    ]
    if len(fitting) != 1:
        raise _unclear("its labels do not tell which of its columns is the favourable one's")
    return fitting[0]


def _unclear(why: str) -> InvalidInputError:
    return InvalidInputError(
        "It is not clear what the ONNX model's score is.",
        why=f"Among its outputs, {why}.",
        remedy='Put its favourable score into the table, and name that column: score="score".',
    )
