"""The evaluation table: truth, decision, score and sensitive attributes of the same rows, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from registry.contract.evaluation import EvaluationSpec
from registry.domain.errors import EvidenceError
from registry.evidence.columns import Column
from registry.evidence.groups import Grouping, group_by, intersections
from registry.evidence.limits import TableLimits
from registry.evidence.pointing import pointing
from registry.evidence.table_file import Table, open_table

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
_BINARY = 2


@dataclass(frozen=True, slots=True)
class EvaluationTable:
    """One row per case: `label` and `decision` are true where favourable, `score` lies in [0, 1]."""

    spec: EvaluationSpec
    source: Table
    label: Flags
    decision: Flags
    score: Scores | None
    unfavourable_label: str
    attributes: tuple[Grouping, ...]

    @property
    def rows(self) -> int:
        """How many cases there are."""
        return self.source.rows

    @property
    def decision_rule(self) -> str:
        """How a row's decision came about, in words."""
        if self.spec.threshold is not None:
            return f"{self.spec.score} >= {self.spec.threshold}"
        return f"{self.spec.prediction} = {self.spec.favourable_label}"

    def groupings(self) -> list[Grouping]:
        """The sensitive attributes, and their pairwise intersections when the specification asks for them."""
        single = list(self.attributes)
        return [*single, *intersections(single)] if self.spec.intersections else single


def read_table(path: Path, spec: EvaluationSpec, limits: TableLimits | None = None) -> EvaluationTable:
    """Read and check an evaluation table; raises `EvidenceError` for anything that could be misread."""
    source = open_table(path, limits or TableLimits())
    with pointing("/spec/label"):
        label, values = _read_label(source.column(spec.label), spec.favourable_label)
    with pointing("/spec/score"):
        score = _read_score(source.column(spec.score)) if spec.score else None
    with pointing("/spec/prediction"):
        predicted = (
            _read_prediction(source.column(spec.prediction), values, spec) if spec.prediction else None
        )
    return EvaluationTable(
        spec=spec,
        source=source,
        label=label,
        decision=_decide(predicted, score, spec),
        score=score,
        unfavourable_label=next(value for value in values if value != spec.favourable_label),
        attributes=tuple(
            _read_attribute(source, name, position) for position, name in enumerate(spec.sensitive)
        ),
    )


def _read_attribute(source: Table, name: str, position: int) -> Grouping:
    with pointing(f"/spec/sensitive/{position}"):
        return group_by(source.column(name))


def _read_label(column: Column, favourable: str) -> tuple[Flags, list[str]]:
    codes, names = column.encoded()
    _refuse_missing(column, "label")
    found = ", ".join(repr(name) for name in names[:10])
    if len(names) != _BINARY:
        raise EvidenceError(
            f"The label column {column.name!r} has {len(names)} different values.",
            why=f"A binary decision has two; found {found}{', ...' if len(names) > 10 else ''}.",  # noqa: PLR2004
            remedy="Use a table with both outcomes and no third one.",
        )
    if favourable not in names:
        raise EvidenceError(
            f"The favourable label {favourable!r} does not occur in column {column.name!r}.",
            why=f"It holds {found}.",
            remedy="Name one of these values as favourable_label.",
            pointer="/spec/favourable_label",
        )
    return codes == names.index(favourable), names


def _read_prediction(column: Column, values: list[str], spec: EvaluationSpec) -> Flags:
    codes, names = column.encoded()
    _refuse_missing(column, "prediction")
    strange = [name for name in names if name not in values]
    if strange:
        raise EvidenceError(
            f"The prediction column {column.name!r} holds {strange[0]!r}, which is no label.",
            why=f"The labels are {values[0]!r} and {values[1]!r}.",
            remedy="Give predictions as labels; give probabilities as the score column.",
        )
    favourable = names.index(spec.favourable_label) if spec.favourable_label in names else -1
    return np.asarray(codes == favourable, dtype=np.bool_)


def _read_score(column: Column) -> Scores:
    scores = column.numbers()
    _refuse_missing(column, "score")
    outside = np.flatnonzero((scores < 0) | (scores > 1))
    if outside.size:
        raise EvidenceError(
            f"The score column {column.name!r} holds {scores[outside[0]]!s} in data row {outside[0] + 1}.",
            why="A score is the probability of the favourable outcome, from 0 to 1.",
            remedy="Calibrate or rescale the scores before registering the table.",
        )
    return scores


def _decide(predicted: Flags | None, score: Scores | None, spec: EvaluationSpec) -> Flags:
    if score is None or spec.threshold is None:
        if predicted is None:  # The specification cannot be built that way.
            raise EvidenceError(
                "There is no decision in the table.", why="It has neither prediction nor threshold."
            )
        return predicted
    decided = score >= float(spec.threshold)
    if predicted is not None and not np.array_equal(predicted, decided):
        different = np.flatnonzero(predicted != decided)
        raise EvidenceError(
            f"The table contradicts itself in {different.size} rows, first in data row {different[0] + 1}.",
            why=f"There {spec.prediction!r} is not what {spec.score!r} >= {spec.threshold} gives.",
            remedy="Correct the threshold, or leave it out if decisions do not come from the score alone.",
            pointer="/spec/threshold",
        )
    return decided


def _refuse_missing(column: Column, role: str) -> None:
    if column.missing:
        raise EvidenceError(
            f"The {role} column {column.name!r} has {column.missing} missing values.",
            why="A case without it can be neither counted nor left out silently.",
            remedy="Complete the column, or register a table without these rows and say so in the datasheet.",
        )
