"""Rates from counts: k out of n, with Wilson's interval (Wilson 1927, JASA 22:209)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from registry.contract.rates import Confusion, GroupRates, Interval, Rate

_CELLS = 4

RATE_NAMES = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "true_negative_rate",
    "precision",
    "accuracy",
)

_UNDEFINED = {
    "selection_rate": "no rows",
    "true_positive_rate": "no rows with a favourable label",
    "false_positive_rate": "no rows with an unfavourable label",
    "false_negative_rate": "no rows with a favourable label",
    "true_negative_rate": "no rows with an unfavourable label",
    "precision": "no favourable predictions",
    "accuracy": "no rows",
}


def confusion_by_group(
    codes: NDArray[np.int64], groups: int, label: NDArray[np.bool_], decision: NDArray[np.bool_]
) -> list[Confusion]:
    """The confusion counts of each group, in one pass over the rows."""
    cells = np.bincount((codes << 2) | (label.astype(np.int64) << 1) | decision, minlength=_CELLS * groups)
    return [
        Confusion(tn=int(tn), fp=int(fp), fn=int(fn), tp=int(tp))
        for tn, fp, fn, tp in cells.reshape(-1, _CELLS)
    ]


def size(counts: Confusion) -> int:
    """How many rows were counted."""
    return counts.tp + counts.fp + counts.fn + counts.tn


def k_of_n(name: str, counts: Confusion) -> tuple[int, int]:
    """Numerator and denominator of a rate."""
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    return {
        "selection_rate": (tp + fp, tp + fp + fn + tn),
        "true_positive_rate": (tp, tp + fn),
        "false_positive_rate": (fp, fp + tn),
        "false_negative_rate": (fn, tp + fn),
        "true_negative_rate": (tn, fp + tn),
        "precision": (tp, tp + fp),
        "accuracy": (tp + tn, tp + fp + fn + tn),
    }[name]


def exact_rate(name: str, counts: Confusion) -> Fraction | None:
    """A rate as a fraction; None where it is undefined (Fairlearn and scikit-learn say 0.0 there)."""
    k, n = k_of_n(name, counts)
    return Fraction(k, n) if n else None


def group_rates(counts: Confusion, level: str) -> GroupRates:
    """All rates of a group, with intervals at this level."""
    return GroupRates(**{name: rate(*k_of_n(name, counts), level, _UNDEFINED[name]) for name in RATE_NAMES})


def rate(k: int, n: int, level: str, undefined: str) -> Rate:
    """A rate of k out of n; without a value, and saying why, when n is zero."""
    if n == 0:
        return Rate(k=k, n=n, value=None, interval=None, reason=undefined)
    return Rate(k=k, n=n, value=k / n, interval=wilson(k, n, level))


def wilson(k: int, n: int, level: str) -> Interval:
    """Wilson's score interval without continuity correction, as SciPy computes it."""
    found = binomtest(k, n).proportion_ci(confidence_level=float(level), method="wilson")
    return Interval(method="wilson", level=level, low=float(found.low), high=float(found.high))
