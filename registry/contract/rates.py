"""Numbers that evidence is made of: exact fractions, counts, and rates from counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.contract.base import Count, Line, Shape


class Fraction(Shape):
    """An exact number, in lowest terms: thresholds compare these and never floats that were formatted."""

    num: int
    den: Annotated[int, Field(ge=1)]


class Interval(Shape):
    """A confidence interval; `method` names the construction and `level` is e.g. "0.95"."""

    method: Line
    level: Line
    low: float
    high: float


class Rate(Shape):
    """k out of n. `value` is null when n is zero, and `reason` then says so."""

    k: Count
    n: Count
    value: float | None
    interval: Interval | None
    reason: Line | None = None


class Confusion(Shape):
    """Counts by truth and prediction; positive is the favourable outcome."""

    tp: Count
    fp: Count
    fn: Count
    tn: Count


class GroupRates(Shape):
    """The rates of one group, each from its counts."""

    selection_rate: Rate
    true_positive_rate: Rate
    false_positive_rate: Rate
    false_negative_rate: Rate
    true_negative_rate: Rate
    precision: Rate
    accuracy: Rate
