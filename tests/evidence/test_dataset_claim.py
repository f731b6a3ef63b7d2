"""An evaluation table must hold the rows of the dataset version that is named for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.domain.errors import EvidenceError
from registry.evidence.dataset_claim import check_dataset
from registry.evidence.limits import TableLimits
from registry.evidence.profile import describe_table
from registry.evidence.requests import DatasetClaim
from registry.evidence.table_file import open_table

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
    check_dataset(open_table(path, TableLimits()), claim(tmp_path))


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
        check_dataset(open_table(path, TableLimits()), claim(tmp_path))
