"""SHAP values against closed forms: Lundberg and Lee 2017, section 3; Shapley 1953 for two players."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from registry.evidence.shapley import explain_scores

Matrix = NDArray[np.float64]


def sigmoid(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-margin))


def sample(features: int, rows: int = 30) -> Matrix:
    return np.random.default_rng(3).normal(size=(rows, features))


@pytest.mark.parametrize("features", [3, 14])
def test_a_linear_score_has_the_closed_form(features: int) -> None:
    """phi_i = w_i (x_i - mean of the background's x_i); 14 features are sampled, and exact all the same."""
    matrix = sample(features)
    weights = np.linspace(-0.02, 0.03, features)

    def score(rows: Matrix) -> NDArray[np.float64]:
        return 0.4 + rows @ weights

    rows, background = matrix[:10], matrix[10:]
    found = explain_scores(score, rows, background, 5, lambda _: None)
    np.testing.assert_allclose(found.values, weights * (rows - background.mean(axis=0)), atol=1e-12)
    assert found.base_value == pytest.approx(0.4 + background.mean(axis=0) @ weights, abs=1e-12)
    assert found.algorithm.startswith(
        "shap.explainers.Exact" if features <= 10 else "shap.explainers.Permutation"
    )
    assert found.additivity.passed


def test_a_logistic_probability_of_two_features_has_shapleys_two_player_form() -> None:
    """phi_1 = ((v(1) - v()) + (v(12) - v(2))) / 2, v being the mean probability over the background."""
    matrix = sample(2)
    weights = np.array([1.5, -2.0])

    def score(rows: Matrix) -> NDArray[np.float64]:
        return sigmoid(rows @ weights + 0.3)

    rows, background = matrix[:4], matrix[4:]
    found = explain_scores(score, rows, background, 0, lambda _: None)
    for row, values in zip(rows, found.values, strict=True):
        first, second = background.copy(), background.copy()
        first[:, 0], second[:, 1] = row[0], row[1]
        nobody, one, two = (score(each).mean() for each in (background, first, second))
        both = score(row[np.newaxis])[0]
        expected = [((one - nobody) + (both - two)) / 2, ((two - nobody) + (both - one)) / 2]
        np.testing.assert_allclose(values, expected, atol=1e-12)


def test_a_score_that_answers_differently_each_time_does_not_add_up() -> None:
    """The check must be able to fail: a function that is none has no SHAP values."""
    random = np.random.default_rng(0)

    def score(rows: Matrix) -> NDArray[np.float64]:
        return sigmoid(rows[:, 0]) + random.normal(0, 0.01, len(rows))

    found = explain_scores(score, sample(3)[:8], sample(3)[8:], 0, lambda _: None)
    assert not found.additivity.passed
    assert found.additivity.max_abs_error > found.additivity.tolerance


def test_the_same_seed_gives_the_same_bits() -> None:
    matrix = sample(12)

    def score(rows: Matrix) -> NDArray[np.float64]:
        return sigmoid(rows[:, 0] * rows[:, 1] + rows.sum(axis=1) / 5)

    one, same, other = (
        explain_scores(score, matrix[:5], matrix[5:], seed, lambda _: None).values for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
