"""Disparities between groups, by Fairlearn's definitions (fairlearn.metrics, method="between_groups").

Difference: largest group rate minus smallest. Ratio: smallest over largest. Equalized odds: the worse one of
the true and the false positive rate. Everything is computed in fractions of the counts, because binary
floating point flags (4/25)/(5/25) as less than 0.8. Only groups of sufficient size are compared, and the note
names the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from registry.contract.evidence import Disparity
from registry.contract.rates import Confusion
from registry.contract.rates import Fraction as ExactFraction
from registry.evidence.rates import exact_rate, size

_Kind = Literal["difference", "ratio"]
_Metric = Literal[
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equal_opportunity_difference",
    "equal_opportunity_ratio",
    "equalized_odds_difference",
    "equalized_odds_ratio",
    "false_positive_rate_difference",
    "accuracy_difference",
]
_METRICS: tuple[tuple[_Metric, _Kind, tuple[str, ...]], ...] = (
    ("demographic_parity_difference", "difference", ("selection_rate",)),
    ("demographic_parity_ratio", "ratio", ("selection_rate",)),
    ("equal_opportunity_difference", "difference", ("true_positive_rate",)),
    ("equal_opportunity_ratio", "ratio", ("true_positive_rate",)),
    ("equalized_odds_difference", "difference", ("true_positive_rate", "false_positive_rate")),
    ("equalized_odds_ratio", "ratio", ("true_positive_rate", "false_positive_rate")),
    ("false_positive_rate_difference", "difference", ("false_positive_rate",)),
    ("accuracy_difference", "difference", ("accuracy",)),
)
_ENOUGH_TO_COMPARE = 2


@dataclass(frozen=True, slots=True)
class _Spread:
    """How far one rate is apart between groups."""

    rate: str
    value: Fraction
    lowest: str
    highest: str


class _UndefinedSpreadError(Exception):
    """A rate that the comparison needs is undefined; the message says which."""


def measure_disparities(counts: Sequence[tuple[str, Confusion]], minimum_size: int) -> list[Disparity]:
    """All disparities between these groups; `insufficient` where too few of them can be compared."""
    compared = [(name, cell) for name, cell in counts if size(cell) >= minimum_size]
    small = [f"{name} ({size(cell)})" for name, cell in counts if size(cell) < minimum_size]
    note = f"Left out, fewer than {minimum_size} rows: {', '.join(small)}." if small else ""
    return [_measure(metric, kind, rates, compared, note) for metric, kind, rates in _METRICS]


def _measure(
    metric: _Metric, kind: _Kind, rates: tuple[str, ...], groups: list[tuple[str, Confusion]], note: str
) -> Disparity:
    try:
        worst = _worst(kind, [_spread(kind, rate, groups) for rate in rates])
    except _UndefinedSpreadError as error:
        return Disparity(
            metric=metric,
            status="insufficient",
            value=None,
            exact=None,
            lowest_group=None,
            highest_group=None,
            note=" ".join(part for part in (str(error), note) if part),
        )
    decided = f"Decided by the {worst.rate.replace('_', ' ')}." if len(rates) > 1 else ""
    return Disparity(
        metric=metric,
        status="measured",
        value=float(worst.value),
        exact=ExactFraction(num=worst.value.numerator, den=worst.value.denominator),
        lowest_group=worst.lowest,
        highest_group=worst.highest,
        note=" ".join(part for part in (decided, note) if part),
    )


def _spread(kind: _Kind, rate: str, groups: list[tuple[str, Confusion]]) -> _Spread:
    if len(groups) < _ENOUGH_TO_COMPARE:
        raise _UndefinedSpreadError("Fewer than two groups are large enough to be compared.")
    known: list[tuple[str, Fraction]] = []
    for name, counts in groups:
        value = exact_rate(rate, counts)
        if value is None:
            raise _UndefinedSpreadError(f"The {rate.replace('_', ' ')} of {name} is undefined.")
        known.append((name, value))
    lowest = min(known, key=lambda group: group[1])
    # The last of several highest: so two groups with equal rates are both named.
    highest = max(reversed(known), key=lambda group: group[1])
    if kind == "difference":
        return _Spread(rate, highest[1] - lowest[1], lowest[0], highest[0])
    if highest[1] == 0:
        raise _UndefinedSpreadError(
            f"The {rate.replace('_', ' ')} is zero in every group, so it has no ratio."
        )
    return _Spread(rate, lowest[1] / highest[1], lowest[0], highest[0])


def _worst(kind: _Kind, spreads: list[_Spread]) -> _Spread:
    pick = max if kind == "difference" else min
    return pick(spreads, key=lambda spread: spread.value)
