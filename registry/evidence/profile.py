"""The profile of a table, column by column, and its description as a dataset version."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from registry.contract.evidence import ColumnProfile, DataProfileBody, ValueCount
from registry.contract.tables import TableDescription
from registry.evidence.columns import Column, value_text
from registry.evidence.fingerprint import fingerprint
from registry.evidence.limits import TableLimits
from registry.evidence.table_file import Table, open_table

HISTOGRAM_BINS = 20
TOP_VALUES = 12
# A value that fewer rows share could point to one person; reports travel further than tables.
SMALLEST_SHARED_COUNT = 5
_LONGEST_VALUE = 100
_MICROSECONDS = 1_000_000


def describe_table(path: Path, limits: TableLimits | None = None) -> TableDescription:
    """Digest, schema and profile of a CSV or Parquet file; raises `EvidenceError` when it cannot be read."""
    table = open_table(path, limits or TableLimits())
    content = fingerprint(table.columns, table.rows)
    return TableDescription(
        digest=content.digest,
        file_sha256=table.file_sha256,
        rows=table.rows,
        columns=content.columns,
        profile=profile_table(table),
    )


def profile_table(table: Table) -> DataProfileBody:
    """What is in each column, how much is missing, and how many rows repeat an earlier one."""
    return DataProfileBody(
        rows=table.rows,
        columns=[_profile_column(column) for column in table.columns],
        duplicate_rows=_count_duplicates(table),
    )


def _profile_column(column: Column) -> ColumnProfile:
    blank = ColumnProfile(
        name=column.name,
        type=column.type,
        n=len(column.values),
        missing=column.missing,
        distinct=pc.count_distinct(column.values, mode="only_valid").as_py(),
    )
    if blank.missing == blank.n:
        return blank
    match column.type:
        case "integer" | "number":
            return _with_distribution(blank, column)
        case "timestamp":
            return _with_period(blank, column)
        case "string" | "boolean":
            return blank.model_copy(update={"top_values": _top_values(column)})


def _with_distribution(blank: ColumnProfile, column: Column) -> ColumnProfile:
    numbers = column.numbers()
    numbers = numbers[~np.isnan(numbers)]
    low, high = float(numbers.min()), float(numbers.max())
    update: dict[str, object] = {"minimum": low, "maximum": high}
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = float(numbers.mean()), float(numbers.std())
    # Near the largest binary64 numbers sums overflow; then there is no figure rather than a wrong one.
    if np.isfinite(mean) and np.isfinite(deviation) and np.isfinite(high - low):
        counts, edges = _histogram(numbers, low, high)
        update |= {
            "mean": mean,
            "standard_deviation": deviation,
            "histogram_edges": [float(edge) for edge in edges],
            "histogram_counts": [int(count) for count in counts],
        }
    return blank.model_copy(update=update)


def _histogram(
    numbers: NDArray[np.float64], low: float, high: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if low - 0.5 < high + 0.5:
        return np.histogram(numbers, bins=_bins(low, high))
    # One number so large, e.g. an id, that numpy finds none beside it to put the edges on.
    return np.array([numbers.size]), np.array([low, high])


def _bins(low: float, high: float) -> int:
    """How many bins lie between two numbers: one where binary64 has too few numbers for more."""
    edges = np.linspace(low, high, HISTOGRAM_BINS + 1)
    return HISTOGRAM_BINS if np.all(np.diff(edges) > 0) else 1


def _with_period(blank: ColumnProfile, column: Column) -> ColumnProfile:
    """The first and the last moment, in seconds since 1970-01-01T00:00:00Z."""
    span = pc.min_max(column.values.cast(pa.int64())).as_py()
    return blank.model_copy(
        update={"minimum": span["min"] / _MICROSECONDS, "maximum": span["max"] / _MICROSECONDS}
    )


def _top_values(column: Column) -> list[ValueCount]:
    counted = [
        (value_text(entry["values"])[:_LONGEST_VALUE], entry["counts"])
        for entry in pc.value_counts(column.values).to_pylist()
        if entry["values"] is not None and entry["counts"] >= SMALLEST_SHARED_COUNT
    ]
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    return [ValueCount(value=value, n=n) for value, n in counted[:TOP_VALUES]]


def _count_duplicates(table: Table) -> int:
    # By number: Arrow would read a name that begins with a point as a path into a nested column.
    arrow = pa.table({str(number): column.values for number, column in enumerate(table.columns)})
    distinct = arrow.group_by(arrow.schema.names, use_threads=False).aggregate([])
    return int(arrow.num_rows - distinct.num_rows)
