"""What drives the model's score: overall, within each group, and for single refused cases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from registry.contract.explanations import (
    Contribution,
    ExplainedRow,
    ExplanationBody,
    FeatureImportance,
    GroupImportance,
    ReasonCode,
)
from registry.evidence.columns import Column
from registry.evidence.features import Matrix
from registry.evidence.fingerprint import fingerprint
from registry.evidence.groups import Grouping
from registry.evidence.onnx_model import OnnxModel
from registry.evidence.reproduction import Reproduction
from registry.evidence.shapley import ShapValues, explain_scores
from registry.evidence.spread import spread_values
from registry.evidence.table import EvaluationTable

Rows = NDArray[np.int64]
# Regulation B's commentary: more than four reasons are unlikely to help (12 CFR 1002, Supp. I, 9(b)(2)-1).
REASONS = 4
# What a picture of one score can hold; the rest is told as one sum.
CONTRIBUTIONS = 10


def explain_model(
    model: OnnxModel, table: EvaluationTable, reproduction: Reproduction, on_progress: Callable[[float], None]
) -> ExplanationBody:
    """Explain a seeded sample of the table's rows against a seeded background sample of the same table."""
    spec = table.spec
    random = np.random.default_rng(spec.seed)
    background, rows = (
        sample_rows(random, table.rows, wanted) for wanted in (spec.background_rows, spec.explained_rows)
    )
    found = explain_scores(
        model.score,
        model.matrix[rows],
        model.matrix[background],
        spec.seed,
        lambda done: on_progress(done / len(rows)),
    )
    names = [feature.name for feature in model.features]
    return ExplanationBody(
        algorithm=f"{found.algorithm}; interventional, independent masker",
        output=f"probability of {spec.label} = {spec.favourable_label}"[:200],
        rows=len(rows),
        background_rows=len(background),
        background_digest=digest_rows(table, names, background),
        base_value=found.base_value,
        additivity=found.additivity,
        global_importance=_importance(names, found.values),
        by_group=[
            entry for grouping in table.attributes for entry in _by_group(grouping, rows, names, found.values)
        ],
        examples=_examples(table, reproduction, rows, names, found),
        prediction_agreement=reproduction.agreement,
        spread=spread_values(model.features, model.matrix[rows], found.values),
    )


def sample_rows(random: np.random.Generator, rows: int, wanted: int) -> Rows:
    """Row numbers drawn without replacement, ascending; all of them when there are no more than wanted."""
    if rows <= wanted:
        return np.arange(rows, dtype=np.int64)
    return np.sort(random.choice(rows, size=wanted, replace=False)).astype(np.int64)


def digest_rows(table: EvaluationTable, names: list[str], rows: Rows) -> str:
    """The content digest of some rows of the features: which background the values were measured against."""
    columns = [table.source.column(name) for name in names]
    taken = [Column(column.name, column.type, column.values.take(rows)) for column in columns]
    return fingerprint(taken, len(rows)).digest


def _importance(names: list[str], values: Matrix) -> list[FeatureImportance]:
    mean_abs, mean = np.abs(values).mean(axis=0), values.mean(axis=0)
    entries = [
        FeatureImportance(feature=name, mean_abs=float(mean_abs[i]), mean=float(mean[i]))
        for i, name in enumerate(names)
    ]
    return sorted(entries, key=lambda entry: (-entry.mean_abs, entry.feature))


def _by_group(grouping: Grouping, rows: Rows, names: list[str], values: Matrix) -> list[GroupImportance]:
    codes = grouping.codes[rows]
    members = [(group, codes == code) for code, group in enumerate(grouping.names)]
    return [
        GroupImportance(
            attribute=grouping.name[:200],
            group=group,
            n=int(np.count_nonzero(inside)),
            importance=_importance(names, values[inside]) if inside.any() else [],
        )
        for group, inside in members
    ]


def _examples(
    table: EvaluationTable, reproduction: Reproduction, rows: Rows, names: list[str], found: ShapValues
) -> list[ExplainedRow]:
    """The refused cases with the highest scores: a reviewer, or an applicant, will ask about these first."""
    refused = np.flatnonzero(~table.decision[rows])
    scores = reproduction.scores[rows]
    nearest = refused[np.argsort(-scores[refused], kind="stable")][: table.spec.example_rows]
    return [
        ExplainedRow(
            row=int(rows[index]),
            score=float(scores[index]),
            base_value=found.base_value,
            reasons=_reasons(names, found.values[index]),
            contributions=_contributions(names, found.values[index]),
            others=float(found.values[index][_by_weight(found.values[index])[CONTRIBUTIONS:]].sum()),
        )
        for index in nearest
    ]


def _reasons(names: list[str], values: NDArray[np.float64]) -> list[ReasonCode]:
    """The features that lowered the score most, at most four of them."""
    lowering = [index for index in np.argsort(values, kind="stable") if values[index] < 0]
    return [
        ReasonCode(feature=names[index], contribution=float(values[index])) for index in lowering[:REASONS]
    ]


def _contributions(names: list[str], values: NDArray[np.float64]) -> list[Contribution]:
    """The features that moved the score most, either way."""
    ranked = _by_weight(values)[:CONTRIBUTIONS]
    return [Contribution(feature=names[index], contribution=float(values[index])) for index in ranked]


def _by_weight(values: NDArray[np.float64]) -> Rows:
    return np.argsort(-np.abs(values), kind="stable")
