"""Which output of an ONNX classifier is the favourable probability, and which the decision; never guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.domain.errors import EvidenceError
from registry.evidence.columns import value_text

_FLOATS = frozenset({"tensor(float)", "tensor(double)"})
_LABELS = frozenset({"tensor(int64)", "tensor(int32)", "tensor(string)", "tensor(bool)"})
_BINARY = 2
# Probabilities in binary32 may sum to one and a little more.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class OutputReader:
    """Reads favourable probabilities and decisions from a model's outputs."""

    favourable: str
    score_name: str
    label_name: str | None
    read: Callable[[Any], NDArray[np.float64]]

    def scores(self, output: Any) -> NDArray[np.float64]:  # noqa: ANN401 - an array or a list of mappings
        """The favourable probabilities; raises `EvidenceError` when they are none."""
        scores = self.read(output)
        if not np.all((scores >= -_ROUNDING) & (scores <= 1 + _ROUNDING)):
            raise EvidenceError(
                "The model's output is not a probability.",
                why="Some of its values are not numbers from 0 to 1.",
                remedy="Export the model with predict_proba, or with a sigmoid at its end.",
            )
        return np.clip(scores, 0.0, 1.0)

    def labels(self, output: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - an array
        """True where the model's own label is the favourable one."""
        texts = [value_text(value) for value in np.asarray(output).ravel().tolist()]
        return np.array([text == self.favourable for text in texts], dtype=bool)


def choose_outputs(nodes: list[Any], classes: list[str] | None, favourable: str) -> OutputReader:
    """Find probability and label among the outputs; raises `EvidenceError` when that is not certain."""
    labels = [node.name for node in nodes if node.type in _LABELS]
    probabilities = [node for node in nodes if node.type in _FLOATS or node.type.startswith("seq(map(")]
    if len(probabilities) != 1 or len(labels) > 1:
        raise _unclear(f"It has the outputs {', '.join(f'{node.name} {node.type}' for node in nodes)}.")
    node = probabilities[0]
    reader = (
        _mapping_reader(favourable)
        if node.type.startswith("seq(map(")
        else _column_reader(classes, favourable)
    )
    return OutputReader(favourable, node.name, labels[0] if labels else None, reader)


def _mapping_reader(favourable: str) -> Callable[[Any], NDArray[np.float64]]:
    def read(output: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a list of mappings from label to probability
        keys = {value_text(key): key for key in output[0]} if output else {}
        if favourable not in keys:
            raise _unclear(f"Its classes are {', '.join(sorted(keys))}; none is {favourable!r}.")
        return np.array([row[keys[favourable]] for row in output], dtype=np.float64)

    return read


def _column_reader(classes: list[str] | None, favourable: str) -> Callable[[Any], NDArray[np.float64]]:
    def read(output: Any) -> NDArray[np.float64]:  # noqa: ANN401 - an array
        columns = np.asarray(output, dtype=np.float64)
        columns = columns.reshape(len(columns), -1)
        if columns.shape[1] == 1:
            return columns[:, 0]
        if classes is None or len(classes) != _BINARY or columns.shape[1] != _BINARY:
            raise _unclear(
                "It has several columns of probabilities, and the graph does not say whose they are."
            )
        if favourable not in classes:
            raise _unclear(f"Its classes are {', '.join(classes)}; none is {favourable!r}.")
        return columns[:, classes.index(favourable)]

    return read


def _unclear(why: str) -> EvidenceError:
    return EvidenceError(
        "It is not clear which output of the model is the favourable probability.",
        why=why,
        remedy="Export a binary classifier with its class labels, or with one probability only.",
    )
