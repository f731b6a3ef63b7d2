"""Fairlearn is the oracle: on random tables every rate and every disparity is the one that it gives."""

from __future__ import annotations

from fractions import Fraction

import fairlearn.metrics
import numpy as np
import pytest
from numpy.typing import NDArray

from registry.contract.rates import Confusion
from registry.evidence.disparities import measure_disparities
from registry.evidence.rates import confusion_by_group, group_rates

# Our value is the exact one; Fairlearn subtracts or divides two rounded rates, so it may be off by this much.
ROUNDING = Fraction(1, 2**51)
ORACLES = {
    "demographic_parity_difference": fairlearn.metrics.demographic_parity_difference,
    "demographic_parity_ratio": fairlearn.metrics.demographic_parity_ratio,
    "equal_opportunity_difference": fairlearn.metrics.equal_opportunity_difference,
    "equal_opportunity_ratio": fairlearn.metrics.equal_opportunity_ratio,
    "equalized_odds_difference": fairlearn.metrics.equalized_odds_difference,
    "equalized_odds_ratio": fairlearn.metrics.equalized_odds_ratio,
    "false_positive_rate_difference": fairlearn.metrics.false_positive_rate_difference,
    "accuracy_difference": fairlearn.metrics.accuracy_score_difference,
}
RATES = {
    "selection_rate": fairlearn.metrics.selection_rate,
    "true_positive_rate": fairlearn.metrics.true_positive_rate,
    "false_positive_rate": fairlearn.metrics.false_positive_rate,
    "false_negative_rate": fairlearn.metrics.false_negative_rate,
    "true_negative_rate": fairlearn.metrics.true_negative_rate,
}

Rows = tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]


def random_rows(seed: int) -> Rows:
    """Two to seven groups of unequal size and unequal rates; each has both labels and both decisions."""
    random = np.random.default_rng(seed)
    groups = int(random.integers(2, 8))
    n = int(random.choice([60, 700, 5_000]))
    codes = random.integers(0, groups, n)
    label = random.random(n) < random.uniform(0.2, 0.8, groups)[codes]
    decision = random.random(n) < random.uniform(0.2, 0.8, groups)[codes]
    every = np.arange(groups).repeat(4)
    corner = np.tile(np.array([0, 0, 1, 1], dtype=bool), groups)
    other = np.tile(np.array([0, 1, 0, 1], dtype=bool), groups)
    return np.append(codes, every), np.append(label, corner), np.append(decision, other)


def counted(rows: Rows) -> list[tuple[str, Confusion]]:
    codes, label, decision = rows
    counts = confusion_by_group(codes, int(codes.max()) + 1, label, decision)
    return [(str(code), cell) for code, cell in enumerate(counts)]


@pytest.mark.parametrize("seed", range(12))
def test_every_rate_is_fairlearns_to_the_last_bit(seed: int) -> None:
    rows = random_rows(seed)
    codes, label, decision = rows
    frame = fairlearn.metrics.MetricFrame(
        metrics=RATES, y_true=label, y_pred=decision, sensitive_features=codes
    )
    for name, cell in counted(rows):
        ours = {rate: getattr(group_rates(cell, "0.95"), rate).value for rate in RATES}
        assert ours == frame.by_group.loc[int(name)].to_dict()


@pytest.mark.parametrize("seed", range(12))
def test_every_disparity_is_fairlearns_to_its_rounding(seed: int) -> None:
    rows = random_rows(seed)
    codes, label, decision = rows
    for found in measure_disparities(counted(rows), minimum_size=1):
        assert found.status == "measured"
        assert found.exact is not None
        theirs = ORACLES[found.metric](label, decision, sensitive_features=codes)
        exact = Fraction(found.exact.num, found.exact.den)
        assert found.value == float(exact)
        assert abs(exact - Fraction(float(theirs))) <= ROUNDING, found.metric


def test_where_fairlearn_says_zero_for_an_undefined_rate_we_say_that_there_is_none() -> None:
    """Group b has no favourable label, so its true positive rate is 0/0; Fairlearn's 1.0 is no difference."""
    label = np.array([1, 1, 0, 0, 0, 0, 0], dtype=bool)
    decision = np.array([1, 1, 1, 0, 0, 1, 0], dtype=bool)
    codes = np.array([0, 0, 0, 0, 1, 1, 1])
    theirs = fairlearn.metrics.equal_opportunity_difference(label, decision, sensitive_features=codes)
    assert theirs == 1.0
    groups = [
        (name, cell) for name, cell in zip("ab", confusion_by_group(codes, 2, label, decision), strict=True)
    ]
    found = {entry.metric: entry for entry in measure_disparities(groups, minimum_size=1)}
    for metric in ("equal_opportunity_difference", "equal_opportunity_ratio", "equalized_odds_difference"):
        assert found[metric].status == "insufficient"
        assert found[metric].value is None
        assert found[metric].note == "The true positive rate of b is undefined."
    assert found["demographic_parity_difference"].status == "measured"
    rate = group_rates(groups[1][1], "0.95").true_positive_rate
    assert (rate.value, rate.interval, rate.reason) == (None, None, "no rows with a favourable label")


def test_nobody_selected_anywhere_has_a_difference_of_zero_and_no_ratio() -> None:
    nobody = [("a", Confusion(tp=0, fp=0, fn=20, tn=30)), ("b", Confusion(tp=0, fp=0, fn=10, tn=40))]
    difference, ratio = measure_disparities(nobody, minimum_size=30)[:2]
    assert (difference.status, difference.value) == ("measured", 0.0)
    assert (ratio.status, ratio.value) == ("insufficient", None)
    assert ratio.note == "The selection rate is zero in every group, so it has no ratio."


@pytest.mark.parametrize("sizes", [(30, 29), (29, 29), (50,)])
def test_fewer_than_two_large_groups_are_never_measured(sizes: tuple[int, ...]) -> None:
    groups = [(f"g{i}", Confusion(tp=n - 20, fp=5, fn=5, tn=10)) for i, n in enumerate(sizes)]
    for found in measure_disparities(groups, minimum_size=30):
        assert found.status == "insufficient"
        assert found.exact is None
        assert "Fewer than two groups are large enough" in found.note


def test_thirty_of_thirty_are_enough() -> None:
    groups = [(name, Confusion(tp=10, fp=5, fn=5, tn=10)) for name in "ab"]
    assert {found.status for found in measure_disparities(groups, minimum_size=30)} == {"measured"}
