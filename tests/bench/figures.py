"""From milliseconds to figures: percentiles of a repetition, medians over repetitions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median

Figures = dict[str, float]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that this many percent of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def figures_of(milliseconds: Sequence[float], seconds: float) -> Figures:
    """What one repetition comes to."""
    return {
        "requests": len(milliseconds),
        "per_second": round(len(milliseconds) / seconds, 1),
        **{f"p{percent}_ms": round(percentile(milliseconds, percent), 3) for percent in (50, 95, 99)},
    }


def medians(repetitions: Sequence[Mapping[str, float]]) -> Figures:
    """The median of each figure over the repetitions; those that not every repetition has are left out."""
    names = [name for name in repetitions[0] if all(name in one for one in repetitions)]
    return {name: round(median(one[name] for one in repetitions), 3) for name in names}
