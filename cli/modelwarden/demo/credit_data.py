"""Statlog German Credit: read, given age bands, and split into training and evaluation halves."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from modelwarden.errors import ModelwardenError

if TYPE_CHECKING:
    import pandas as pd

LABEL = "risk"
SENSITIVE = ("sex", "age_band")
NUMBERS = ("credit_amount", "duration", "age")
CATEGORIES = ("job", "housing", "saving_accounts", "checking_account", "purpose", "sex")
_YOUNG_UP_TO = 25

DATASHEET = {
    "source": "Statlog (German Credit Data), H. Hofmann, UCI Machine Learning Repository, 1994",
    "licence": "CC-BY-4.0",
    "collection": "1,000 applications to a German bank, 1973 to 1975, labelled by how they were repaid.",
    "intended_use": "Teaching and comparing methods of credit scoring.",
    "known_gaps": "Old, small, one bank; bad risks are over-represented; marital status was folded into sex.",
    "sensitive_attributes": [*SENSITIVE],
}


@dataclass(frozen=True)
class CreditData:
    """The two halves, stratified by outcome and age band."""

    training: pd.DataFrame
    evaluation: pd.DataFrame


def read_credit_data(csv: Path | None, seed: int) -> CreditData:
    """The shipped data, or a table of the same columns, split at random."""
    import pandas as pd
    from sklearn.model_selection import train_test_split

    if csv is None:
        with as_file(files("modelwarden.demo") / "data" / "german_credit.csv") as shipped:
            table = pd.read_csv(shipped)
    else:
        table = pd.read_csv(csv)
    missing = {LABEL, *NUMBERS, *CATEGORIES} - set(table.columns)
    if missing:
        raise ModelwardenError(
            f"The table lacks the columns {', '.join(sorted(missing))}.",
            why="The demo's models are trained on them.",
            remedy="Give it a table with the columns of the shipped one.",
        )
    table["age_band"] = ["25 and under" if age <= _YOUNG_UP_TO else "over 25" for age in table["age"]]
    training, evaluation = train_test_split(
        table, test_size=0.5, random_state=seed, stratify=table[[LABEL, "age_band"]]
    )
    return CreditData(training.reset_index(drop=True), evaluation.reset_index(drop=True))
