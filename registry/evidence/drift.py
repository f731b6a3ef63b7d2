"""How far two tables lie apart, column by column, from their profiles alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from registry.contract.drift import ColumnDrift
from registry.contract.evidence import ColumnProfile, DataProfileBody

BINS = 10
Shares = list[float]


def compare_profiles(profile: DataProfileBody, reference: DataProfileBody) -> list[ColumnDrift]:
    """The columns that both have, in the order of the profile.

    Numbers are compared in ten bins of equal width over the reference's range, and one on either side;
    counts are spread evenly inside the bins of a profile. Texts are compared by the values that either
    lists, and all others together. What is missing is a bin of its own.
    """
    there = {column.name: column for column in reference.columns}
    return [_compare(column, there[column.name]) for column in profile.columns if column.name in there]


def _compare(here: ColumnProfile, there: ColumnProfile) -> ColumnDrift:
    pairs, reason = _shares(here, there)
    distance = sum(abs(one - other) for one, other in pairs) / 2 if pairs else None
    spread = there.standard_deviation
    shift = (
        (here.mean - there.mean) / spread
        if here.mean is not None and there.mean is not None and spread
        else None
    )
    return ColumnDrift(
        name=here.name,
        distance=distance,
        by_chance=_by_chance(pairs, here.n, there.n) if pairs else None,
        missing=here.missing / here.n if here.n else 0.0,
        reference_missing=there.missing / there.n if there.n else 0.0,
        mean_shift=shift,
        reason=reason,
    )


def _by_chance(pairs: Sequence[tuple[float, float]], n: int, m: int) -> float:
    """The expected distance of two samples from the pooled shares, each bin's difference taken as normal."""
    total = 0.0
    for one, other in pairs:
        share = (one * n + other * m) / (n + m)
        total += math.sqrt(2 / math.pi * share * (1 - share) * (1 / n + 1 / m))
    return min(1.0, total / 2)


def _shares(here: ColumnProfile, there: ColumnProfile) -> tuple[list[tuple[float, float]], str]:
    if here.type != there.type and not {here.type, there.type} <= {"integer", "number"}:
        return [], f"{here.type} here, {there.type} there"
    if not here.n or not there.n:
        return [], "no rows"
    if here.type in {"string", "boolean"}:
        return list(_value_shares(here, there)), ""
    if not here.histogram_counts or not there.histogram_counts:
        return [], "no histogram in a profile"
    return list(_bin_shares(here, there)), ""


def _value_shares(here: ColumnProfile, there: ColumnProfile) -> Iterator[tuple[float, float]]:
    listed = [{one.value: one.n for one in column.top_values} for column in (here, there)]
    for value in sorted(listed[0].keys() | listed[1].keys()):
        yield listed[0].get(value, 0) / here.n, listed[1].get(value, 0) / there.n
    others = [
        (column.n - column.missing - sum(found.values())) / column.n
        for column, found in zip((here, there), listed, strict=True)
    ]
    yield others[0], others[1]
    yield here.missing / here.n, there.missing / there.n


def _bin_shares(here: ColumnProfile, there: ColumnProfile) -> Iterator[tuple[float, float]]:
    low, high = there.histogram_edges[0], there.histogram_edges[-1]
    edges = [-math.inf, *(low + (high - low) * step / BINS for step in range(BINS + 1)), math.inf]
    counts = [_rebinned(column, edges) for column in (here, there)]
    for one, other in zip(*counts, strict=True):
        yield one / here.n, other / there.n
    yield here.missing / here.n, there.missing / there.n


def _rebinned(column: ColumnProfile, edges: Sequence[float]) -> Shares:
    """The column's counts in other bins, each of its own bins being even; a bin of one value is a point."""
    found = [0.0] * (len(edges) - 1)
    own = column.histogram_edges
    for low, high, count in zip(own, own[1:], column.histogram_counts, strict=False):
        for at, (start, end) in enumerate(pairwise(edges)):
            found[at] += count * _overlap(low, high, start, end)
    return found


def _overlap(low: float, high: float, start: float, end: float) -> float:
    """The share of a bin that lies within others' ends."""
    if high > low:
        return max(0.0, min(high, end) - max(low, start)) / (high - low)
    return 1.0 if start <= low < end else 0.0
