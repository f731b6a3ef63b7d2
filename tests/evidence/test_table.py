"""What is refused, and in which words; and what must not be refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from registry.contract.evaluation import EvaluationSpec
from registry.domain.errors import EvidenceError
from registry.evidence.limits import TableLimits
from registry.evidence.table import EvaluationTable, read_table

WriteTable = Callable[[Mapping[str, Sequence[object]]], Path]
SPEC = EvaluationSpec(label="y", score="s", threshold="0.5", sensitive=["sex"])
GOOD = "y,s,sex\n1,0.9,f\n0,0.2,m\n1,0.4,f\n0,0.7,m\n"


def read(
    tmp_path: Path, content: bytes | str, spec: EvaluationSpec = SPEC, limits: TableLimits | None = None
) -> EvaluationTable:
    path = tmp_path / "table"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, spec, limits)


def parquet(columns: Mapping[str, object], **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), buffer, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (GOOD.replace("y,s,sex", "y,s,gender"), "The table has no column 'sex'."),
        (GOOD.replace("y,s,sex", "y;s;sex"), "The CSV file cannot be read."),
        (GOOD.replace("y,s,sex", "y,s,s"), "The column 's' stands twice in the table."),
        (GOOD.replace("y,s,sex", "y,s,"), "The table has a column named ''."),
        (GOOD.replace("0.9", ""), "The score column 's' has 1 missing values."),
        (GOOD.replace("0.9", "NaN"), "Column 's' holds string values where numbers are needed."),
        (GOOD.replace("0.9", "high"), "Column 's' holds string values where numbers are needed."),
        (GOOD.replace("0.9", "1.01"), "The score column 's' holds 1.01 in data row 1."),
        (GOOD.replace("0.2", "-0.2"), "The score column 's' holds -0.2 in data row 2."),
        (GOOD.replace("0.9", "1e999"), "Column 's' of type double cannot be read without loss."),
        (GOOD.replace("\n0,", "\n1,"), "The label column 'y' has 1 different values."),
        (GOOD.replace("0,0.7", "2,0.7"), "The label column 'y' has 3 different values."),
        (GOOD.replace("0,0.7", ",0.7"), "The label column 'y' has 1 missing values."),
        (
            GOOD.replace("1,", "yes,").replace("0,", "no,"),
            "The favourable label '1' does not occur in column 'y'.",
        ),
        (GOOD.replace(",f", ",(missing)"), "Column 'sex' holds the value '(missing)'."),
        ("y,s,sex\n", "The table has no rows."),
        ("", "The CSV file cannot be read."),
        (GOOD + "1,0.5\n", "The CSV file cannot be read."),
        (GOOD + '1,0.5,"f\n', "The CSV has a quote that is never closed."),
        (GOOD.encode("utf-16"), "The table is text in UTF-16."),
        (GOOD.replace(",f", ",Ä").encode("latin-1"), "The CSV is not UTF-8."),
        (GOOD.replace(",f", ",\x00"), "The table is neither CSV nor Parquet."),
        (b"PK\x03\x04" + b"\0" * 60, "The table is a ZIP archive or a spreadsheet."),
        (b"\x1f\x8b\x08" + b"\0" * 60, "The table is a gzip file."),
        (b"PAR1 but nothing else", "The Parquet file cannot be read."),
    ],
)
def test_a_table_that_could_be_misread_is_refused(tmp_path: Path, content: bytes | str, what: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, content)
    assert caught.value.what == what
    assert caught.value.why
    assert caught.value.remedy


@pytest.mark.parametrize("bad", ["NaN", "inf", "high"])
def test_what_is_no_number_is_shown_and_not_the_numbers_before_it(tmp_path: Path, bad: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, GOOD.replace("0.7", bad))
    assert caught.value.why == f"For instance '{bad}' is not a number."


def test_the_good_table_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD)
    assert table.label.tolist() == [True, False, True, False]
    assert table.decision.tolist() == [True, False, False, True]
    assert [(a.name, a.names, a.codes.tolist()) for a in table.attributes] == [
        ("sex", ("f", "m"), [0, 1, 0, 1])
    ]
    assert table.decision_rule == "s >= 0.5"


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).rows == 4


def test_newlines_commas_and_quotes_inside_a_value_stay_inside(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD.replace("0.9,f", '0.9,"she said ""yes"",\nthen no"'))
    assert table.attributes[0].names == ("f", "m", 'she said "yes",\nthen no')


def test_missing_sensitive_values_are_a_group(tmp_path: Path) -> None:
    (attribute,) = read(tmp_path, GOOD.replace("0.9,f", "0.9,")).attributes
    assert attribute.names == ("f", "m", "(missing)")
    assert attribute.codes.tolist() == [2, 1, 0, 1]
    assert attribute.missing == 1


def test_a_word_like_na_is_a_value(tmp_path: Path) -> None:
    (attribute,) = read(tmp_path, GOOD.replace("0.9,f", "0.9,NA")).attributes
    assert (attribute.names, attribute.missing) == (("NA", "f", "m"), 0)


def test_one_group_is_read_because_the_disparities_say_that_it_is_not_enough(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD.replace(",f", ",m")).attributes[0].names == ("m",)


@pytest.mark.parametrize(
    "label",
    [
        pa.array([1, 0, 1, 0], pa.int8()),
        pa.array([1.0, 0.0, 1.0, 0.0], pa.float32()),
        pa.array(["1", "0", "1", "0"], pa.large_string()),
        pa.array(["1", "0", "1", "0"]).dictionary_encode(),
    ],
    ids=["int8", "float32", "large_string", "dictionary"],
)
def test_a_label_is_what_it_reads_as_whatever_type_holds_it(tmp_path: Path, label: object) -> None:
    table = read(tmp_path, parquet({"y": label, "s": [0.9, 0.2, 0.4, 0.7], "sex": ["f", "m", "f", "m"]}))
    assert table.label.tolist() == [True, False, True, False]


def test_parquet_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_bytes(parquet({"y": [1, 0], "s": [0.9, 0.2], "sex": ["f", "m"]}))
    assert read_table(path, SPEC).rows == 2


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (pa.array([[0.9], [0.2]]), "Column 's' has the type list<element: double>, which is not supported."),
        (pa.array([0.9, float("inf")]), "Column 's' of type double cannot be read without loss."),
        (pa.array([0.9, float("nan")]), "The score column 's' has 1 missing values."),
        (pa.array([b"x", b"y"]), "Column 's' has the type binary, which is not supported."),
        (pa.array([2**63, 1], pa.uint64()), "Column 's' of type uint64 cannot be read without loss."),
    ],
    ids=["list", "infinity", "nan", "binary", "uint64"],
)
def test_a_parquet_score_must_be_a_number(tmp_path: Path, column: object, what: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, parquet({"y": [1, 0], "s": column, "sex": ["f", "m"]}))
    assert caught.value.what == what


def _footer_says_more_rows() -> bytes:
    """Two rows, and a footer that says 9: the count is a zigzag varint, written once for the file."""
    honest = parquet({"y": [1, 0], "s": [0.9, 0.2], "sex": ["f", "m"]})
    length = int.from_bytes(honest[-8:-4], "little")
    footer = honest[-8 - length : -8]
    # Field 3 of FileMetaData (num_rows, i64) follows the schema: type byte 0x16, then zigzag(2) = 4.
    assert footer.count(b"\x16\x04") >= 1
    position = footer.index(b"\x16\x04")
    return honest[: -8 - length] + footer[:position] + b"\x16\x12" + footer[position + 2 :] + honest[-8:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda good: good[:-20],
        lambda good: good[:40] + b"\xff" * 30 + good[70:],
        lambda good: good[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1",
        lambda _: _footer_says_more_rows(),
    ],
    ids=["cut off", "overwritten", "footer length", "row count"],
)
def test_a_parquet_file_that_lies_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    good = parquet({"y": [1, 0], "s": [0.9, 0.2], "sex": ["f", "m"]})
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, damage(good))
    assert caught.value.what == "The Parquet file cannot be read."


def test_text_in_parquet_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    broken = pa.StringArray.from_buffers(
        2, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")
    )
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, parquet({"y": [1, 0], "s": [0.9, 0.2], "sex": broken}))
    assert "UTF8" in caught.value.why.upper().replace("-", "")


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"file_bytes": 20}, "The limit is 20 bytes."),
        ({"rows": 3}, "The limit is 3 rows."),
        ({"columns": 2}, "The limit is 2 columns."),
    ],
)
def test_a_table_beyond_the_limits_is_refused(tmp_path: Path, limits: dict[str, int], why: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, GOOD, limits=TableLimits(**limits))
    assert caught.value.why == why


def test_a_parquet_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    zeros = parquet({"y": pa.array([0] * 1_000_000)}, use_dictionary=False, compression="zstd")
    assert len(zeros) < 10_000
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, zeros, limits=TableLimits(memory_bytes=1_000_000))
    assert caught.value.why == "The limit is 1000000 bytes."


def test_prediction_and_score_must_agree_where_a_threshold_says_how(tmp_path: Path) -> None:
    content = "y,p,s,sex\n1,1,0.9,f\n0,0,0.2,m\n1,1,0.4,f\n0,1,0.7,m\n"
    spec = SPEC.model_copy(update={"prediction": "p"})
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, content, spec)
    assert caught.value.what == "The table contradicts itself in 1 rows, first in data row 3."
    free = spec.model_copy(update={"threshold": None})
    assert read(tmp_path, content, free).decision.tolist() == [True, False, True, True]


def test_a_prediction_must_be_a_label(tmp_path: Path) -> None:
    content = "y,p,sex\n1,0.9,f\n0,0,m\n"
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, content, EvaluationSpec(label="y", prediction="p", sensitive=["sex"]))
    assert caught.value.what == "The prediction column 'p' holds '0.9', which is no label."


def test_a_model_that_grants_everything_is_still_a_table(tmp_path: Path) -> None:
    spec = EvaluationSpec(label="y", prediction="p", favourable_label="good")
    assert read(tmp_path, "y,p\ngood,good\nbad,good\n", spec).decision.tolist() == [True, True]


def test_a_score_at_the_threshold_is_favourable(tmp_path: Path) -> None:
    spec = SPEC.model_copy(update={"threshold": "0.7"})
    assert read(tmp_path, "y,s,sex\n1,0.7,f\n0,0.6999999999999999,m\n", spec).decision.tolist() == [
        True,
        False,
    ]


def test_more_groups_than_can_be_compared_are_refused(write_table: WriteTable) -> None:
    n = 201
    path = write_table({"y": [i % 2 for i in range(n)], "s": [0.5] * n, "sex": [f"g{i}" for i in range(n)]})
    with pytest.raises(EvidenceError) as caught:
        read_table(path, SPEC)
    assert caught.value.what == "Attribute 'sex' has 201 groups."


@pytest.mark.parametrize(
    "fields",
    [
        {"label": "y"},
        {"label": "y", "score": "s"},
        {"label": "y", "prediction": "p", "threshold": "0.5"},
        {"label": "y", "score": "y", "threshold": "0.5"},
        {"label": "y", "score": "s", "threshold": "1.5"},
        {"label": "y", "score": "s", "threshold": "0.5", "sensitive": ["s"]},
        {"label": "y", "score": "s", "threshold": "0.5", "sensitive": ["a", "a"]},
        {"label": "y", "score": "s", "threshold": "0.5", "features": ["y"]},
        {"label": "y", "score": "s", "threshold": "0.5", "interval_level": "1.0"},
        {"label": "y", "score": "s", "threshold": "0.5", "interval_level": "0.00"},
        {"label": "y", "score": "s", "threshold": "0.5", "minimum_group_size": 0},
        {"label": "y", "score": "s", "threshold": True},
    ],
)
def test_a_specification_that_says_too_little_or_too_much_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EvaluationSpec.model_validate(fields)


def test_a_threshold_given_as_a_number_is_kept_as_its_decimal() -> None:
    assert EvaluationSpec.model_validate({"label": "y", "score": "s", "threshold": 0.7}).threshold == "0.7"
