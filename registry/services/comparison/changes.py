"""How a figure changed: by how much, for better or worse, and whether chance alone would explain it."""

from __future__ import annotations

from fractions import Fraction
from math import hypot
from typing import Literal

from registry.contract.comparison import Direction, FigureChange
from registry.contract.rates import Interval, Rate

Wanted = Literal["higher", "lower", "neither"]
METHOD = "newcombe"
_WILSON = "wilson"


def change_of(
    name: str,
    wanted: Wanted,
    before: float | Fraction | None,
    after: float | Fraction | None,
    note: str = "",
) -> FigureChange:
    """A figure without known uncertainty. Fractions are compared exactly, and rounded only to be shown."""
    known = before is not None and after is not None
    change = after - before if before is not None and after is not None else None
    return FigureChange(
        name=name,
        wanted=wanted,
        before=_plain(before),
        after=_plain(after),
        change=_plain(change),
        direction=direction_of(wanted, change),
        note=note if not known else "",
    )


def change_of_rate(
    name: str, wanted: Wanted, before: Rate | None, after: Rate | None, note: str = ""
) -> FigureChange:
    """A rate on both sides, with the interval of its change where both sides have one."""
    missing = next((rate.reason for rate in (before, after) if rate and rate.value is None), None)
    change = change_of(name, wanted, _exactly(before), _exactly(after), missing or note)
    interval = interval_of_change(before, after) if before and after else None
    if interval is None:
        return change
    beyond = interval.low > 0 or interval.high < 0
    return change.model_copy(update={"interval": interval, "beyond_chance": beyond})


def direction_of(wanted: Wanted, change: float | Fraction | None) -> Direction:
    """Which way a change goes, given what is wanted."""
    if change is None:
        return "unknown"
    if change == 0 or wanted == "neither":
        return "neutral"
    return "better" if (change > 0) == (wanted == "higher") else "worse"


def interval_of_change(before: Rate, after: Rate) -> Interval | None:
    """The interval of `after - before`, from the two Wilson intervals.

    Newcombe's hybrid score interval (1998, Statistics in Medicine 17:873, method 10). It takes the two as
    independent samples. Two models on the same rows usually err on the same ones, and then it is too wide, so
    that it calls too little a change beyond chance, never too much.
    """
    if before.value is None or after.value is None or before.interval is None or after.interval is None:
        return None
    one, other = before.interval, after.interval
    if {one.method, other.method} != {_WILSON} or one.level != other.level:
        return None
    change = after.value - before.value
    return Interval(
        method=METHOD,
        level=one.level,
        low=change - hypot(after.value - other.low, one.high - before.value),
        high=change + hypot(other.high - after.value, before.value - one.low),
    )


def _exactly(rate: Rate | None) -> Fraction | None:
    return Fraction(rate.k, rate.n) if rate is not None and rate.n else None


def _plain(value: float | Fraction | None) -> float | None:
    return None if value is None else float(value)
