"""An evaluation table must hold the rows of the dataset version that is named for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.domain.errors import EvidenceError
from registry.evidence.dataset_claim import check_dataset, check_inputs
from registry.evidence.limits import TableLimits
from registry.evidence.profile import describe_table
from registry.evidence.requests import DatasetClaim
from registry.evidence.table_file import open_table

SPEC = EvaluationSpec(label="risk", score="score", threshold="0.5", sensitive=["sex"], features=["income"])
ROWS = "risk,sex,income\n1,f,10.5\n0,m,7\n1,m,\n"


def claim(folder: Path) -> DatasetClaim:
    path = folder / "dataset.csv"
    path.write_text(ROWS)
    described = describe_table(path)
    return DatasetClaim(digest=described.digest, columns=[column.name for column in described.columns])


@pytest.mark.parametrize(
    "text",
    [ROWS, "score,income,sex,risk\n.9,10.5,f,1\n.2,7,m,0\n.8,,m,1\n"],
    ids=["the table itself", "with scores, columns in another order"],
)
def test_the_same_rows_are_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    check_dataset(open_table(path, TableLimits()), SPEC, claim(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        ROWS.replace("1,f", "0,f"),
        ROWS.replace("10.5", "10.6"),
        ROWS.replace("1,m,\n", ""),
        "risk,sex,income\n0,m,7\n1,f,10.5\n1,m,\n",
        ROWS.replace("income", "earnings"),
    ],
    ids=["a label", "a value", "a row less", "another order", "a column missing"],
)
def test_other_rows_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(EvidenceError):
        check_dataset(open_table(path, TableLimits()), SPEC, claim(tmp_path))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"label": "label2"}, "/spec/label"),
        ({"sensitive": ["sex", "coin"]}, "/spec/sensitive/1"),
        ({"features": ["income", "leaked"]}, "/spec/features/1"),
    ],
    ids=["a label", "a sensitive column", "a feature"],
)
def test_a_column_made_up_beside_the_dataset_measures_nothing(
    tmp_path: Path, change: dict[str, object], pointer: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "risk,sex,income,score,label2,coin,leaked\n1,f,10.5,.9,1,h,1\n0,m,7,.8,1,t,1\n1,m,,.2,0,h,0\n"
    )
    spec = EvaluationSpec.model_validate({**SPEC.to_json(), **change})
    with pytest.raises(EvidenceError, match="not in the dataset version") as caught:
        check_dataset(open_table(path, TableLimits()), spec, claim(tmp_path))
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("answer", ["risk", "score"])
def test_a_model_that_reads_the_answers_is_refused(answer: str) -> None:
    with pytest.raises(EvidenceError, match="of this table") as caught:
        check_inputs(["income", answer], SPEC, None)
    assert caught.value.pointer == "/spec/features"


def test_a_model_that_reads_a_column_beside_the_dataset_is_refused(tmp_path: Path) -> None:
    check_inputs(["income"], SPEC, claim(tmp_path))
    with pytest.raises(EvidenceError, match="'leaked' is not in the dataset version"):
        check_inputs(["income", "leaked"], SPEC, claim(tmp_path))
