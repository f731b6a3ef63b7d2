"""Performance figures against scikit-learn's documented examples and against hand calculation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence import PerformanceBody
from registry.contract.rates import Confusion
from registry.evidence.performance import measure_performance
from registry.evidence.table import read_table

Measure = Callable[[Sequence[int], Sequence[float]], PerformanceBody]


@pytest.fixture
def measure(write_table: Callable[[Mapping[str, Sequence[object]]], Path]) -> Measure:
    def run(labels: Sequence[int], scores: Sequence[float]) -> PerformanceBody:
        spec = EvaluationSpec(label="y", score="s", threshold="0.5")
        return measure_performance(read_table(write_table({"y": labels, "s": scores}), spec))

    return run


def test_roc_auc_of_scikit_learns_documentation(measure: Measure) -> None:
    """roc_auc_score, first example: 0.75."""
    assert measure([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).roc_auc == 0.75


def test_brier_score_of_scikit_learns_documentation(measure: Measure) -> None:
    """brier_score_loss, first example: 0.0375; the log loss is from its definition."""
    body = measure([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])
    assert body.brier == pytest.approx(0.0375, abs=1e-15)
    assert body.log_loss == pytest.approx(-(2 * log(0.9) + log(0.8) + log(0.7)) / 4, abs=1e-15)


def test_counts_and_rates(measure: Measure) -> None:
    body = measure([1, 1, 1, 0, 0], [0.9, 0.5, 0.1, 0.6, 0.2])
    assert body.counts == Confusion(tp=2, fp=1, fn=1, tn=1)
    assert body.f1 == 2 / 3
    assert (body.rates.accuracy.k, body.rates.accuracy.n, body.rates.accuracy.value) == (3, 5, 0.6)
    assert body.decision_rule == "s >= 0.5"


def test_nobody_found_has_no_precision_and_an_f1_of_zero(measure: Measure) -> None:
    body = measure([1, 0], [0.1, 0.2])
    assert body.f1 == 0.0
    assert (body.rates.precision.value, body.rates.precision.reason) == (None, "no favourable predictions")


def test_calibration_bins_are_closed_below(measure: Measure) -> None:
    body = measure([1, 0, 1, 1], [0.3, 0.29999, 0.3, 1.0])
    filled = {(b.low, b.high): (b.n, b.mean_score, b.observed_rate) for b in body.calibration if b.n}
    assert filled == {(0.2, 0.3): (1, 0.29999, 0.0), (0.3, 0.4): (2, 0.3, 1.0), (0.9, 1.0): (1, 1.0, 1.0)}
    assert len(body.calibration) == 10
    assert {b.mean_score for b in body.calibration if not b.n} == {None}


def test_the_roc_curve_keeps_its_ends_and_at_most_a_hundred_points(measure: Measure) -> None:
    body = measure([i * 7 % 13 % 2 for i in range(1_000)], [i / 1_000 for i in range(1_000)])
    first, last = body.roc[0], body.roc[-1]
    assert len(body.roc) == 100
    assert (first.threshold, first.false_positive_rate, first.true_positive_rate) == (None, 0.0, 0.0)
    assert (last.false_positive_rate, last.true_positive_rate) == (1.0, 1.0)


def test_without_scores_their_figures_are_absent_and_not_zero(
    write_table: Callable[[Mapping[str, Sequence[object]]], Path],
) -> None:
    path = write_table({"y": [1, 0, 1], "p": [1, 0, 0]})
    body = measure_performance(read_table(path, EvaluationSpec(label="y", prediction="p")))
    assert (body.roc_auc, body.brier, body.log_loss, body.calibration, body.roc) == (None, None, None, [], [])
    assert body.rates.accuracy.value == 2 / 3
