"""SHAP values of a scoring function, from the SHAP library, and the check that they add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shap
from numpy.typing import NDArray

from registry.contract.explanations import Additivity
from registry.evidence.features import Matrix

# Exact values need 2**features model runs per row and background row; past this they are sampled.
EXACT_FEATURES = 10
# Permutations, each walked forwards and backwards: one model run per feature and background row each way.
PERMUTATIONS = 10
# Sums of a handful of binary64 values, of a model that itself answers in binary32.
ADDITIVITY_TOLERANCE = 1e-6
_BATCH = 25

Score = Callable[[Matrix], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class ShapValues:
    """Contributions (rows by features), what they add up to, and how they were found."""

    algorithm: str
    base_value: float
    values: Matrix
    additivity: Additivity


def explain_scores(
    score: Score, rows: Matrix, background: Matrix, seed: int, on_rows: Callable[[int], None]
) -> ShapValues:
    """Interventional SHAP values of `score` against the background rows (Lundberg and Lee 2017, NeurIPS).

    Exact up to ten features, else by antithetic permutation sampling. Each row's values and the base value
    must add up to the model's own output, which is computed anew.
    """
    features = rows.shape[1]
    masker = shap.maskers.Independent(background, max_samples=len(background))
    if features <= EXACT_FEATURES:
        name, explainer, options = "shap.explainers.Exact", shap.explainers.Exact(score, masker), {}
    else:
        name = f"shap.explainers.Permutation, {PERMUTATIONS} permutations"
        explainer = shap.explainers.Permutation(score, masker, seed=seed)
        options = {"max_evals": PERMUTATIONS * (2 * features + 1), "silent": True}
    values = _in_batches(lambda batch: explainer(batch, **options).values, rows, on_rows)
    base = float(score(background).mean())
    return ShapValues(name, base, values, _check_additivity(base, values, score(rows)))


def _in_batches(explain: Callable[[Matrix], Matrix], rows: Matrix, on_rows: Callable[[int], None]) -> Matrix:
    parts = []
    for start in range(0, len(rows), _BATCH):
        parts.append(np.asarray(explain(rows[start : start + _BATCH]), dtype=np.float64))
        on_rows(min(start + _BATCH, len(rows)))
    return np.concatenate(parts)


def _check_additivity(base: float, values: Matrix, scores: NDArray[np.float64]) -> Additivity:
    error = float(np.abs(base + values.sum(axis=1) - scores).max())
    return Additivity(
        rows=len(values),
        max_abs_error=error,
        tolerance=ADDITIVITY_TOLERANCE,
        passed=error <= ADDITIVITY_TOLERANCE,
    )
