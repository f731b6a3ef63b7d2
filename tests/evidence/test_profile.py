"""Profiles of small tables, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.contract.evidence import ColumnProfile, ValueCount
from registry.evidence.profile import describe_table


def profile(tmp_path: Path, text: str) -> tuple[dict[str, ColumnProfile], int]:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    body = describe_table(path).profile
    return {column.name: column for column in body.columns}, body.duplicate_rows


def test_numbers(tmp_path: Path) -> None:
    columns, _ = profile(tmp_path, "x\n1\n2\n3\n\n".replace("\n\n", '\n"4"\n'))
    x = columns["x"]
    assert (x.type, x.n, x.missing, x.distinct) == ("integer", 4, 0, 4)
    assert (x.minimum, x.maximum, x.mean) == (1.0, 4.0, 2.5)
    assert x.standard_deviation == pytest.approx(
        1.25**0.5
    )  # Population form: the mean of 2.25, .25, .25, 2.25.
    assert len(x.histogram_counts) == 20
    assert sum(x.histogram_counts) == 4
    assert x.histogram_edges[0] == 1.0
    assert x.histogram_edges[-1] == 4.0


def test_a_constant_has_one_bin(tmp_path: Path) -> None:
    columns, duplicates = profile(tmp_path, "x\n2.5\n2.5\n2.5\n")
    assert columns["x"].histogram_counts == [3]
    assert columns["x"].standard_deviation == 0.0
    assert duplicates == 2


def test_missing_values_are_counted_and_not_averaged(tmp_path: Path) -> None:
    columns, _ = profile(tmp_path, "x,y\n1,a\n,b\n3,\n")
    assert (columns["x"].missing, columns["x"].mean, columns["x"].distinct) == (1, 2.0, 2)
    assert (columns["y"].missing, columns["y"].distinct) == (1, 2)


def test_a_column_without_any_value_has_no_figures(tmp_path: Path) -> None:
    columns, _ = profile(tmp_path, "x,y\n1,\n2,\n")
    y = columns["y"]
    assert (y.type, y.missing, y.distinct, y.minimum, y.top_values) == ("string", 2, 0, None, [])


def test_values_that_fewer_than_five_rows_share_are_not_shown(tmp_path: Path) -> None:
    rows = ["red"] * 6 + ["blue"] * 5 + ["Ada Lovelace"] * 4
    columns, _ = profile(tmp_path, "name\n" + "\n".join(rows) + "\n")
    assert columns["name"].distinct == 3
    assert columns["name"].top_values == [ValueCount(value="red", n=6), ValueCount(value="blue", n=5)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "2"], "integer"),
        (["1", "2.0"], "number"),
        (["-.5", "1e3"], "number"),
        (["007", "008"], "string"),
        (["1", "one"], "string"),
        (["99999999999999999999", "1"], "string"),
        (["True", "false"], "boolean"),
        (["2024-02-29", "2024-03-01 12:30"], "timestamp"),
        (["2024-02-30", "2024-03-01"], "string"),
        (["2024-02-29T10:00:00Z", "2024-02-29T10:00:00+02:00"], "timestamp"),
    ],
)
def test_a_type_holds_for_all_values_or_not_at_all(tmp_path: Path, values: list[str], expected: str) -> None:
    columns, _ = profile(tmp_path, "x\n" + "\n".join(values) + "\n")
    assert columns["x"].type == expected


def test_times_are_seconds_since_1970_in_utc(tmp_path: Path) -> None:
    columns, _ = profile(tmp_path, "t\n1970-01-02\n1970-01-01 00:00:01.5\n")
    assert (columns["t"].minimum, columns["t"].maximum) == (1.5, 86_400.0)


def test_numbers_too_large_to_be_averaged_have_no_average(tmp_path: Path) -> None:
    columns, _ = profile(tmp_path, "x\n-1.7e308\n1.7e308\n1.7e308\n")
    assert (columns["x"].minimum, columns["x"].maximum) == (-1.7e308, 1.7e308)
    assert columns["x"].mean is None
    assert columns["x"].histogram_counts == []
