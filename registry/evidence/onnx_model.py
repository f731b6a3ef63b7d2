"""Running an ONNX model on a table: one processor, one thread, the same bits every time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from registry.domain.errors import EvidenceError
from registry.evidence.features import (
    Feature,
    Matrix,
    as_matrix,
    as_tensor,
    is_supported,
    is_text,
    numeric_feature,
    text_feature,
)
from registry.evidence.limits import is_memory_failure
from registry.evidence.onnx_file import inspect_onnx, refuse_unsafe
from registry.evidence.onnx_outputs import OutputReader, choose_outputs
from registry.evidence.table import EvaluationTable

_BATCH = 65_536
_ERRORS_ONLY = 3


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the model and the features that feed it."""

    name: str
    tensor: str
    features: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnnxModel:
    """A model bound to the columns of one table. `matrix` holds the table's features, text as codes."""

    session: Any
    inputs: tuple[Input, ...]
    features: tuple[Feature, ...]
    matrix: Matrix
    outputs: OutputReader

    def score(self, matrix: Matrix) -> NDArray[np.float64]:
        """The probability of the favourable outcome for rows of feature codes."""
        return np.concatenate(
            [self.outputs.scores(batch) for batch in self._run(matrix, self.outputs.score_name)]
        )

    def decide(self, matrix: Matrix) -> NDArray[np.bool_]:
        """The model's own decisions, from its label output; raises `EvidenceError` when it has none."""
        return np.concatenate(
            [self.outputs.labels(batch) for batch in self._run(matrix, self.outputs.label_name)]
        )

    def _run(self, matrix: Matrix, output: str | None) -> list[Any]:
        if output is None:
            raise EvidenceError(
                "The model gives probabilities but no decisions.",
                why="It has no label output, and the specification no threshold.",
                remedy="Give a score column with a threshold, or export the model with its label output.",
            )
        batches = range(0, len(matrix), _BATCH)
        return [self._run_batch(matrix[start : start + _BATCH], output) for start in batches]

    def _run_batch(self, matrix: Matrix, output: str) -> Any:  # noqa: ANN401 - an array or a list of mappings
        feed = {
            each.name: as_tensor(
                [self.features[i] for i in each.features], matrix[:, list(each.features)], each.tensor
            )
            for each in self.inputs
        }
        try:
            return _one_per_row(self.session.run([output], feed)[0], output, rows=len(matrix))
        except EvidenceError:
            raise
        except Exception as error:  # onnxruntime raises bare C++ exceptions of many types.
            if is_memory_failure(str(error)):
                raise MemoryError from error
            raise EvidenceError(
                "The model could not be run on the table.",
                why=f"onnxruntime: {str(error)[:300]}",
                remedy="Try it with onnxruntime on the same columns; then register it again.",
            ) from error


def _one_per_row(answer: Any, output: str, *, rows: int) -> Any:  # noqa: ANN401 - an array or a list
    """The answer, which must have one entry per row: a single one would pass for an answer to all of them."""
    answered = len(answer) if isinstance(answer, list) or np.ndim(answer) else 0
    if answered != rows:
        raise EvidenceError(
            f"The model's output {output!r} has {answered} entries for {rows} rows.",
            why="Each row needs an answer of its own.",
            remedy="Export the model with its first dimension left open, for any number of rows.",
        )
    return answer


def bind_model(path: Path, table: EvaluationTable) -> OnnxModel:
    """Load an ONNX model after looking at it, and bind it to the table's columns by name."""
    facts = inspect_onnx(path)
    refuse_unsafe(facts)
    session = _open_session(path)
    names = table.spec.features
    if not session.get_inputs():
        raise EvidenceError(
            "The model has no inputs.",
            why="It answers the same whatever the table says.",
            remedy="Export the model with its features as inputs.",
        )
    inputs, features = _bind_inputs(session.get_inputs(), table, names)
    outputs = choose_outputs(session.get_outputs(), facts.class_labels, table.spec.favourable_label)
    return OnnxModel(session, inputs, features, as_matrix(features), outputs)


def _open_session(path: Path) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.log_severity_level = _ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # As above: C++ exceptions of many types.
        raise EvidenceError(
            "onnxruntime does not accept the model.",
            why=str(error)[:300],
            remedy="Check it with onnx.checker, and export it for an older opset.",
        ) from error


def _bind_inputs(
    nodes: list[Any], table: EvaluationTable, names: list[str]
) -> tuple[tuple[Input, ...], tuple[Feature, ...]]:
    for node in nodes:
        if not is_supported(node.type) or len(node.shape) != 2:  # noqa: PLR2004 - rows by columns
            raise EvidenceError(
                f"The model's input {node.name!r} takes {node.type} of shape {node.shape}.",
                why="Tables feed rows and columns of numbers, booleans and text.",
                remedy="Export the model with one input per column, or one matrix of floats.",
            )
    if len(nodes) == 1 and _width(nodes[0]) != 1:
        return _bind_matrix(nodes[0], table, names)
    return _bind_columns(nodes, table, names)


def _bind_columns(
    nodes: list[Any], table: EvaluationTable, names: list[str]
) -> tuple[tuple[Input, ...], tuple[Feature, ...]]:
    wanted = [node.name for node in nodes]
    if names and set(names) != set(wanted):
        odd = sorted(set(names) ^ set(wanted))
        raise EvidenceError(
            "The model's inputs are not the features of the specification.",
            why=f"They differ in {', '.join(repr(name) for name in odd[:10])}.",
            remedy="Name the features as the model does, or leave `features` empty.",
        )
    features = tuple(_feature(table, node.name, node.type) for node in nodes)
    inputs = tuple(Input(node.name, node.type, (position,)) for position, node in enumerate(nodes))
    return inputs, features


def _bind_matrix(
    node: Any,  # noqa: ANN401 - onnxruntime has no types
    table: EvaluationTable,
    names: list[str],
) -> tuple[tuple[Input, ...], tuple[Feature, ...]]:
    spec = table.spec
    roles = {spec.label, spec.prediction, spec.score, *spec.sensitive}
    chosen = names or [column.name for column in table.source.columns if column.name not in roles]
    width = _width(node)
    if width is not None and width != len(chosen):
        raise EvidenceError(
            f"The model takes {width} features and the table has {len(chosen)}.",
            why=f"Its input {node.name!r} is one matrix, filled in the order of the features.",
            remedy="List the model's features, in its order, under `features` in the specification.",
        )
    features = tuple(_feature(table, name, node.type) for name in chosen)
    return (Input(node.name, node.type, tuple(range(len(chosen)))),), features


def _feature(table: EvaluationTable, name: str, tensor: str) -> Feature:
    column = table.source.column(name)
    return text_feature(column) if is_text(tensor) else numeric_feature(column, tensor)


def _width(node: Any) -> int | None:  # noqa: ANN401 - onnxruntime has no types
    """How many columns an input takes; None when the model leaves that open."""
    return node.shape[1] if isinstance(node.shape[1], int) else None
