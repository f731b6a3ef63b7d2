"""Tables that lie, or that could be read in two ways: the job says why, and there is no evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import WaitingQueue
from tests.web.api.conftest import Api
from tests.web.api.hostile import Scene, assert_refused

pytestmark = pytest.mark.database

# What a table holds does not depend on the database; that nothing is left behind does, and is tested on both.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GOOD = "y,s,g\n1,0.9,f\n0,0.2,m\n1,0.4,f\n0,0.7,m\n"


def parquet(columns: dict[str, object], **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


HONEST = parquet({"y": [1, 0], "s": [0.9, 0.2], "g": ["f", "m"]})


def _footer(change: Callable[[bytes], bytes]) -> bytes:
    """The honest file with another footer, and the length that this has."""
    length = int.from_bytes(HONEST[-8:-4], "little")
    footer = change(HONEST[-8 - length : -8])
    return HONEST[: -8 - length] + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def _more_rows(footer: bytes) -> bytes:
    """Field 3 of FileMetaData (num_rows, i64): type byte 0x16, then the zigzag of 2; here that of 9."""
    return footer.replace(b"\x16\x04", b"\x16\x12", 1)


def _other_type(footer: bytes) -> bytes:
    """The schema says that the column `s` is of 32 bits (4, FLOAT), and its pages hold 64 (5, DOUBLE)."""
    place = footer.index(b"\x01s")
    start = footer.rindex(b"\x15\x0a", 0, place)
    return footer[:start] + b"\x15\x08" + footer[start + 2 :]


def _dictionary_bomb() -> bytes:
    """Two million rows that all name the one value of 1 MiB: 2 TiB when they are written out."""
    indices = pa.array([0] * 2_000_000, pa.int32())
    column = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * 2**20]))
    return parquet({"y": pa.array([0] * 2_000_000), "g": column})


CANNOT_BE_READ = "The Parquet file cannot be read."
TABLES: dict[str, tuple[str | bytes, str, str]] = {
    "no column of that name": (
        GOOD.replace(",g", ",h", 1),
        "The table has no column 'g'.",
        "/spec/sensitive/0",
    ),
    "a look-alike of the column": (
        GOOD.replace("y,s,g", "у,s,g"),  # noqa: RUF001 - a Cyrillic letter
        "The table has no column 'y'.",
        "/spec/label",
    ),
    "one letter in two compositions": (
        GOOD.replace("y,s,g", "y,\u00e9,e\u0301"),
        "The column '\u00e9' stands twice in the table.",
        "/artifact",
    ),
    "text for a number": (
        GOOD.replace("0.9", "high"),
        "Column 's' holds string values where numbers are needed.",
        "/spec/score",
    ),
    "NaN": (
        GOOD.replace("0.9", "NaN"),
        "Column 's' holds string values where numbers are needed.",
        "/spec/score",
    ),
    "NaN in Parquet": (
        parquet({"y": [1, 0], "s": [float("nan"), 0.2], "g": ["f", "m"]}),
        "The score column 's' has 1 missing values.",
        "/spec/score",
    ),
    "infinity": (
        parquet({"y": [1, 0], "s": [float("inf"), 0.2], "g": ["f", "m"]}),
        "Column 's' of type double cannot be read without loss.",
        "/artifact",
    ),
    "a negative score": (
        GOOD.replace("0.2", "-0.2"),
        "The score column 's' holds -0.2 in data row 2.",
        "/spec/score",
    ),
    "a score past one": (
        GOOD.replace("0.9", "1.01"),
        "The score column 's' holds 1.01 in data row 1.",
        "/spec/score",
    ),
    "no rows": ("y,s,g\n", "The table has no rows.", "/artifact"),
    "one class": (
        GOOD.replace("\n0,", "\n1,"),
        "The label column 'y' has 1 different values.",
        "/spec/label",
    ),
    "another favourable label": (
        GOOD.replace("1,", "yes,").replace("0,", "no,"),
        "The favourable label '1' does not occur in column 'y'.",
        "/spec/favourable_label",
    ),
    "more columns in one row": (GOOD + "1,0.5,f,x\n", "The CSV file cannot be read.", "/artifact"),
    "fewer columns in one row": (GOOD + "1,0.5\n", "The CSV file cannot be read.", "/artifact"),
    "an open quote": (GOOD + '1,0.5,"f\n', "The CSV has a quote that is never closed.", "/artifact"),
    "a newline in a name": (
        'y,s,g,"a\nb"\n1,0.9,f,1\n',
        "The table has a column named 'a\\nb'.",
        "/artifact",
    ),
    "UTF-16": (GOOD.encode("utf-16"), "The table is text in UTF-16.", "/artifact"),
    "UTF-16 without a mark": (
        GOOD.encode("utf-16-le"),
        "The table is neither CSV nor Parquet.",
        "/artifact",
    ),
    "Latin-1": (GOOD.replace(",f", ",é").encode("latin-1"), "The CSV is not UTF-8.", "/artifact"),
    "nothing at all": ("", "The CSV file cannot be read.", "/artifact"),
    "a hundred thousand columns": (
        ",".join(f"c{i}" for i in range(100_000)) + ",c0\n",
        "The table has 100001 columns.",
        "/artifact",
    ),
    "a time past the year 9999": (
        parquet({"y": [1, 0], "s": [0.9, 0.2], "g": pa.array([2**60, 0], pa.timestamp("us"))}),
        "Column 'g' of type timestamp[us] cannot be read without loss.",
        "/artifact",
    ),
    "Parquet, cut off": (HONEST[:-20], CANNOT_BE_READ, "/artifact"),
    "Parquet, with more rows in the footer": (_footer(_more_rows), CANNOT_BE_READ, "/artifact"),
    "Parquet, with another type in the schema": (_footer(_other_type), CANNOT_BE_READ, "/artifact"),
    "Parquet, with offsets beyond the file": (
        # Each column's pages begin at 4 (zigzag 8) or later: now they begin far behind the end.
        _footer(lambda footer: footer.replace(b"\x26\x08", b"\x26\xfe\xff\xff\x7f", 1)),
        CANNOT_BE_READ,
        "/artifact",
    ),
    "Parquet, with a footer longer than the file": (
        HONEST[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1",
        CANNOT_BE_READ,
        "/artifact",
    ),
}


@pytest.fixture
def scene(
    log_in: Callable[[str], Api], queue: WaitingQueue, work_off: Callable[[], None], tmp_path: Path
) -> Scene:
    made = Scene(log_in("emil"), queue, work_off, tmp_path / "artifacts")
    made.register(b"not asked for", "model.bin")
    return made


@ON_SQLITE
@pytest.mark.long
@pytest.mark.parametrize("name", TABLES)
def test_a_bad_table_fails_its_job_and_leaves_nothing(scene: Scene, name: str) -> None:
    content, what, pointer = TABLES[name]
    job = scene.compute(content.encode() if isinstance(content, str) else content, ["fairness"])
    assert_refused(job, what, pointer)
    scene.assert_nothing_left()


# One of each kind, for every run; all of them with `-m long`.
SHORT = ["no column of that name", "one class", "UTF-16", "Parquet, with more rows in the footer"]


@ON_SQLITE
def test_a_bad_table_of_each_kind_fails_its_job_and_leaves_nothing(scene: Scene) -> None:
    for name in SHORT:
        content, what, pointer = TABLES[name]
        job = scene.compute(content.encode() if isinstance(content, str) else content, ["fairness"])
        assert_refused(job, what, pointer)
        scene.assert_nothing_left()


@pytest.mark.long
@pytest.mark.timeout(120)
def test_a_table_that_does_not_fit_into_memory_fails_its_job(scene: Scene) -> None:
    """On both databases: a Parquet file of a few kilobytes that unpacks to terabytes."""
    bomb = _dictionary_bomb()
    assert len(bomb) < 2**21
    job = scene.compute(bomb, ["data_profile"], score=None, threshold=None, prediction="g", sensitive=[])
    assert job["state"] == "failed"
    assert job["error"]["what"] in {"The computation ran out of memory.", CANNOT_BE_READ}, job["error"]
    scene.assert_nothing_left()


GOOD_TABLES = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "carriage returns": GOOD.replace("\n", "\r\n").encode(),
    "quotes, commas and newlines in a value": GOOD.replace(",f", ',"she said ""a,\nb"""').encode(),
    "one group": GOOD.replace(",f", ",m").encode(),
}


@ON_SQLITE
@pytest.mark.long
@pytest.mark.parametrize("name", GOOD_TABLES)
def test_an_awkward_table_is_read_as_what_it_is(scene: Scene, name: str) -> None:
    job = scene.compute(GOOD_TABLES[name], ["fairness"])
    assert job["state"] == "done", job["error"]
    (kept,) = scene.evidence()
    body = scene.api("GET", f"/evidence/{kept['digest']}").json["body"]
    (attribute,) = body["attributes"]
    assert sorted(group["group"] for group in attribute["groups"]) == {
        "quotes, commas and newlines in a value": ["m", 'she said "a,\nb"'],
        "one group": ["m"],
    }.get(name, ["f", "m"])
    if name == "one group":
        assert {each["value"] for each in attribute["disparities"]} == {None}


@ON_SQLITE
def test_awkward_text_in_one_table_is_read_as_what_it_is(scene: Scene) -> None:
    """A byte order mark, carriage returns, and quotes, commas and newlines in a value."""
    rows = GOOD.replace(",f", ',"she said ""a,\nb"""').replace("\n1", "\r\n1").replace("\n0", "\r\n0")
    job = scene.compute(b"\xef\xbb\xbf" + rows.encode(), ["fairness"])
    assert job["state"] == "done", job["error"]
    (kept,) = scene.evidence()
    (attribute,) = scene.api("GET", f"/evidence/{kept['digest']}").json["body"]["attributes"]
    assert sorted(group["group"] for group in attribute["groups"]) == ["m", 'she said "a,\nb"']


SPECS: dict[str, tuple[dict[str, Any], str]] = {
    "a number for a column": ({"label": 7}, "/spec/label"),
    "text for a count": ({"minimum_group_size": "thirty"}, "/spec/minimum_group_size"),
    "a threshold past one": ({"threshold": 1.5}, "/spec/threshold"),
    "a threshold below zero": ({"threshold": -0.5}, "/spec/threshold"),
    "weights, which there are none of": ({"weight": "w"}, "/spec/weight"),
    "too many columns": ({"sensitive": [f"c{i}" for i in range(9)]}, "/spec/sensitive"),
    "a seed below zero": ({"seed": -1}, "/spec/seed"),
    "no label": ({"label": ""}, "/spec/label"),
    "the label as a group": ({"sensitive": ["y"]}, "/spec"),
}


def test_a_specification_is_refused_before_there_is_a_job(scene: Scene) -> None:
    """Negative weights are among them: there is no column of weights, so that none can be given."""
    artifact, good = scene.upload(GOOD.encode()), {"label": "y", "score": "s", "threshold": "0.5"}
    for name, (changes, pointer) in SPECS.items():
        spec = good | {"sensitive": ["g"]} | changes
        body = {"artifact": artifact, "spec": spec, "kinds": ["fairness"]}
        answer = scene.api("POST", "/models/scores/versions/1/evidence/compute", body)
        assert (answer.status_code, answer.json["pointer"]) == (422, pointer), (name, answer.text)
        assert answer.json["title"], name
        assert answer.json["detail"], name
        assert answer.json["remedy"], name
        scene.assert_nothing_left()


def test_a_table_that_was_changed_in_storage_is_not_computed_on(scene: Scene) -> None:
    digest = scene.upload(GOOD.encode())
    (blob,) = (path for path in scene.blobs.rglob("*") if digest.removeprefix("sha256:") in str(path))
    blob.chmod(0o644)
    blob.write_bytes(GOOD.replace("0.9", "0.8").encode())
    job = scene.compute_on(digest, ["fairness"])
    assert job["state"] == "failed", job
    assert digest in job["error"]["why"] + job["error"]["what"]
    assert job["error"]["remedy"]
    assert scene.evidence() == []
