"""Figures as they are printed. Nothing here compares: what is above or below a limit is the gate's to say.

Rounding is the gate's: rates, ratios and scores down, differences and losses up, so that nothing looks better
than it is and one figure is the same wherever it stands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from registry.contract.evidence import Disparity
from registry.contract.rates import Fraction, Interval, Rate
from registry.domain.clock import parse_rfc3339

UNDEFINED = "not defined"
_SCALE = 10_000  # Four decimals are printed.
_STEP = Decimal("0.0001")


def count(value: int) -> str:
    """An integer, in groups of three digits."""
    return f"{value:,}"


def rate(value: float | None) -> str:
    """A score or the end of an interval, to four decimals."""
    return UNDEFINED if value is None else f"{value:.4f}"


def at_least(value: float | None) -> str:
    """A score of which more is better, to four decimals, cut off."""
    return UNDEFINED if value is None else str(Decimal(repr(value)).quantize(_STEP, ROUND_FLOOR))


def at_most(value: float | None) -> str:
    """A loss, of which less is better, to four decimals, rounded up."""
    return UNDEFINED if value is None else str(Decimal(repr(value)).quantize(_STEP, ROUND_CEILING))


def rate_of(value: Rate) -> str:
    """A rate to four decimals, cut off, or why there is none."""
    if value.value is None or not value.n:
        return value.reason or UNDEFINED
    return _decimal(value.k * _SCALE // value.n)


def disparity(value: Disparity) -> str:
    """A disparity to four decimals: a ratio cut off, a difference rounded up."""
    if value.exact is None:
        return rate(value.value)
    num, den = value.exact.num, value.exact.den
    up = value.metric.endswith("_difference")
    return _decimal(-(-num * _SCALE // den) if up else num * _SCALE // den)


def _decimal(scaled: int) -> str:
    return f"{scaled // _SCALE}.{scaled % _SCALE:04d}"


def share(value: Rate) -> str:
    """The counts behind a rate."""
    return f"{count(value.k)} of {count(value.n)}"


def measured(value: Rate) -> str:
    """A rate in a sentence: its value, the counts behind it, and its interval."""
    if value.interval is None:
        return f"{rate_of(value)} ({share(value)})"
    return f"{rate_of(value)} ({share(value)}, interval {interval(value.interval)})"


def interval(value: Interval | None) -> str:
    """A confidence interval."""
    return UNDEFINED if value is None else f"[{rate(value.low)}, {rate(value.high)}]"


def exact(value: Fraction | None) -> str:
    """A fraction as it was compared with its limit."""
    return UNDEFINED if value is None else f"{value.num}/{value.den}"


def number(value: float | None) -> str:
    """Any other figure: integers whole, the rest to six significant digits."""
    if value is None:
        return UNDEFINED
    return count(value) if isinstance(value, int) else f"{value:,.6g}"


def aligned(values: Sequence[float]) -> list[str]:
    """Figures of one column with the same number of decimals: four significant digits in the largest."""
    largest = max((abs(value) for value in values), default=0.0)
    decimals = 4 if largest == 0 else min(max(3 - math.floor(math.log10(largest)), 0), 12)
    return [f"{value:,.{decimals}f}" for value in values]


def size(value: int) -> str:
    """A file's size."""
    return f"{count(value)} bytes"


def moment(text: str | None) -> str:
    """A time for people, in UTC and to the second."""
    return "not yet" if text is None else f"{parse_rfc3339(text):%-d %B %Y, %H:%M:%S} UTC"


def stamp(text: str) -> str:
    """A time for tables."""
    return f"{parse_rfc3339(text):%Y-%m-%d %H:%M:%S}"


def parameter(value: Any) -> str:  # noqa: ANN401 - a parameter is any JSON value
    """A policy parameter: fractions as decimal and exactly, the rest as JSON."""
    match value:
        case {"num": int(num), "den": int(den)}:
            return f"{ratio(num, den)} ({num}/{den})"
        case bool() | dict():
            return json.dumps(value, sort_keys=True)
        case list():
            return ", ".join(parameter(item) for item in value) or "none"
        case _:
            return str(value)


def ratio(num: int, den: int) -> str:
    """A fraction in decimals: in full when that is short, else to six significant digits."""
    quotient = Decimal(num) / Decimal(den)
    text = format(quotient.normalize(), "f")
    return text if len(text) <= len("-0.123456") else f"{quotient:.6g}"
