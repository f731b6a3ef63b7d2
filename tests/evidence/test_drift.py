"""Drift of a table against another, by their profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from registry.contract.drift import ColumnDrift
from registry.contract.evidence import ColumnProfile, DataProfileBody
from registry.evidence.drift import compare_profiles
from registry.evidence.profile import describe_table

Write = Callable[[Mapping[str, Sequence[object]]], Path]


def numbers(counts: list[int], edges: list[float], *, missing: int = 0) -> ColumnProfile:
    return ColumnProfile(
        name="x",
        type="number",
        n=sum(counts) + missing,
        missing=missing,
        distinct=len(counts),
        minimum=edges[0],
        maximum=edges[-1],
        mean=0.0,
        standard_deviation=1.0,
        histogram_edges=edges,
        histogram_counts=counts,
    )


def drift(here: ColumnProfile, there: ColumnProfile) -> ColumnDrift:
    one, other = (DataProfileBody(rows=c.n, columns=[c], duplicate_rows=0) for c in (here, there))
    (found,) = compare_profiles(one, other)
    return found


def texts(write: Write, values: Sequence[object]) -> ColumnProfile:
    return describe_table(write({"x": values})).profile.columns[0]


def test_a_table_does_not_drift_from_itself() -> None:
    column = numbers([10, 30, 60], [0.0, 1.0, 2.0, 3.0])
    assert drift(column, column).distance == pytest.approx(0, abs=1e-12)


def test_the_distance_is_half_the_sum_of_the_differences_of_the_shares() -> None:
    """Shares 0.5, 0.5 against 0.2, 0.8 in the same two halves: (0.3 + 0.3) / 2."""
    found = drift(numbers([50, 50], [0.0, 5.0, 10.0]), numbers([20, 80], [0.0, 5.0, 10.0]))
    assert found.distance == pytest.approx(0.3)


def test_other_edges_are_no_drift_where_the_counts_are_even() -> None:
    found = drift(numbers([25] * 4, [0.0, 2.5, 5.0, 7.5, 10.0]), numbers([50, 50], [0.0, 5.0, 10.0]))
    assert found.distance == pytest.approx(0)


def test_what_lies_beyond_the_reference_is_in_bins_of_its_own() -> None:
    found = drift(numbers([100], [20.0, 30.0]), numbers([100], [0.0, 10.0]))
    assert found.distance == pytest.approx(1)


def test_what_is_missing_is_a_bin_of_its_own() -> None:
    edges = [0.0, 10.0]
    found = drift(numbers([75], edges, missing=25), numbers([100], edges))
    assert found.distance == pytest.approx(0.25)
    assert (found.missing, found.reference_missing) == (0.25, 0.0)


def test_one_value_is_a_point(write_table: Write) -> None:
    column = describe_table(write_table({"x": [7] * 20})).profile.columns[0]
    assert drift(column, column).distance == pytest.approx(0)


def test_texts_are_compared_by_value(write_table: Write) -> None:
    here = texts(write_table, ["a"] * 60 + ["b"] * 40)
    there = texts(write_table, ["a"] * 40 + ["c"] * 60)
    assert drift(here, there).distance == pytest.approx(0.6)


def test_larger_samples_leave_less_to_chance() -> None:
    edges = [0.0, 5.0, 10.0]
    few, many = (drift(numbers([n, n], edges), numbers([n, n], edges)).by_chance for n in (50, 5000))
    assert few is not None
    assert many == pytest.approx(few / 10)


def test_two_kinds_of_column_have_no_distance(write_table: Write) -> None:
    found = drift(texts(write_table, ["a"] * 10), numbers([10], [0.0, 1.0]))
    assert (found.distance, found.reason) == (None, "string here, number there")
