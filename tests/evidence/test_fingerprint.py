"""The content digest does not depend on the file, and depends on everything in it."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from registry.contract.tables import TableDescription
from registry.domain.canonical import digest_json
from registry.evidence.profile import describe_table

ROWS = 70_000  # More than one block of 65,536.


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    base = pd.DataFrame({"id": range(ROWS)})
    base["amount"] = base.id * 0.1
    base["name"] = "n" + (base.id % 7).astype(str)
    base["flag"] = base.id % 3 == 0
    base["day"] = pd.Timestamp("2024-02-29") + pd.to_timedelta(base.id % 400, unit="D")
    base.loc[5, "amount"] = None
    base.loc[66_000, "name"] = None
    return base


def describe(tmp_path: Path, frame: pd.DataFrame, kind: str, **options: object) -> TableDescription:
    path = tmp_path / f"{kind}.bin"
    if kind == "csv":
        frame.to_csv(path, index=False)
    else:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, **options)
    return describe_table(path)


def test_csv_and_parquet_of_every_make_have_one_content_digest(tmp_path: Path, frame: pd.DataFrame) -> None:
    found = [
        describe(tmp_path, frame, "csv"),
        describe(tmp_path, frame, "parquet"),
        describe(tmp_path, frame, "parquet", compression="zstd", row_group_size=1_234),
        describe(tmp_path, frame, "parquet", compression="none", use_dictionary=False),
        describe(tmp_path, frame.assign(name=frame.name.astype("category")), "parquet"),
    ]
    assert len({each.file_sha256 for each in found}) == len(found)
    assert len({each.digest for each in found}) == 1
    assert [(c.name, c.type) for c in found[0].columns] == [
        ("id", "integer"),
        ("amount", "number"),
        ("name", "string"),
        ("flag", "boolean"),
        ("day", "timestamp"),
    ]


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [("id", 69_999, -1), ("amount", 0, 5e-324), ("name", 0, ""), ("name", 66_000, "n0")],
)
def test_one_changed_value_changes_the_digest_of_its_column_only(
    tmp_path: Path, frame: pd.DataFrame, column: str, row: int, value: float | str
) -> None:
    before = describe(tmp_path, frame, "parquet")
    changed = frame.copy()
    changed[column] = changed[column].where(changed.index != row, value)
    after = describe(tmp_path, changed, "parquet")
    assert before.digest != after.digest
    different = [a.name for a, b in zip(before.columns, after.columns, strict=True) if a.digest != b.digest]
    assert different == [column]


def test_a_column_of_flags_has_a_digest_of_its_values(tmp_path: Path, frame: pd.DataFrame) -> None:
    before, after = (describe(tmp_path, each, "parquet") for each in (frame, frame.assign(flag=~frame.flag)))
    different = [a.name for a, b in zip(before.columns, after.columns, strict=True) if a.digest != b.digest]
    assert different == ["flag"]


def test_order_and_names_are_content(tmp_path: Path, frame: pd.DataFrame) -> None:
    digests = {
        describe(tmp_path, each, "parquet").digest
        for each in (
            frame,
            frame[::-1],
            frame[["amount", "id", "name", "flag", "day"]],
            frame.rename(columns={"id": "x"}),
        )
    }
    assert len(digests) == 4


def test_minus_zero_and_nan_have_no_bytes_of_their_own(tmp_path: Path) -> None:
    left = pd.DataFrame({"x": [0.0, 1.5, None]})
    path = tmp_path / "nan.parquet"
    pq.write_table(pa.table({"x": pa.array([-0.0, 1.5, float("nan")])}), path)
    assert describe(tmp_path, left, "parquet").digest == describe_table(path).digest


def test_a_moment_is_the_same_in_every_time_zone(tmp_path: Path) -> None:
    path = tmp_path / "zoned.parquet"
    zoned = pa.array(
        [pd.Timestamp("2024-07-01 12:00", tz="Europe/Berlin")], pa.timestamp("ms", "Europe/Berlin")
    )
    pq.write_table(pa.table({"t": zoned}), path)
    written = tmp_path / "zoned.csv"
    written.write_text("t\n2024-07-01T10:00:00Z\n", encoding="utf-8")
    assert describe_table(path).digest == describe_table(written).digest


def test_the_digest_is_the_one_that_the_documentation_describes(tmp_path: Path) -> None:
    """Computed once more from the words of the module's docstring, with nothing of its code."""
    path = tmp_path / "small.csv"
    path.write_text("n,word\n7,ä\n-1,\n", encoding="utf-8")
    n = hashlib.sha256(
        b"modelwarden.column/v1\ninteger\n2\n" + b"\1\1" + struct.pack("<qq", 7, -1)
    ).hexdigest()
    word = hashlib.sha256(
        b"modelwarden.column/v1\nstring\n2\n" + b"\1\0" + struct.pack("<QQ", 2, 0) + "ä".encode()
    ).hexdigest()
    columns = [
        {"name": "n", "type": "integer", "digest": f"sha256:{n}"},
        {"name": "word", "type": "string", "digest": f"sha256:{word}"},
    ]
    expected = digest_json({"schema": "modelwarden.table/v1", "rows": 2, "columns": columns})
    assert describe_table(path).digest == expected
