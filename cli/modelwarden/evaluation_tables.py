"""The table that a model is judged on: what the user has, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelwarden.errors import InvalidInputError
from modelwarden.frameworks.conversion import require
from modelwarden.frameworks.packaged import Array, Frame, Packaged, Rows, text_of

_OWN_SCORE = "score"


@dataclass(frozen=True, slots=True)
class Answers:
    """Which columns are answers: the truth, and the model's score or prediction where the table has them."""

    label: str
    score: str | None = None
    prediction: str | None = None

    @property
    def given_by_model(self) -> list[str]:
        """Score and prediction, where there are such."""
        return [name for name in (self.score, self.prediction) if name is not None]

    @property
    def columns(self) -> list[str]:
        """The label, and what the model gave."""
        return [self.label, *self.given_by_model]


def read_table(given: object) -> Frame:
    """A pandas DataFrame from one, from what becomes one, or from the path of a CSV or Parquet file."""
    if isinstance(given, str | Path):
        pandas = require("pandas", "pandas", "Reading a table")
        path = Path(given)
        return pandas.read_parquet(path) if path.suffix == ".parquet" else pandas.read_csv(path)
    frame = given.to_pandas() if hasattr(given, "to_pandas") else given
    if not hasattr(frame, "to_csv") or not hasattr(frame, "columns"):
        raise InvalidInputError(
            f"{type(given).__name__} is no table.",
            why="Columns are named by label=, sensitive= and features=.",
            remedy="Give a pandas DataFrame, or the path of a CSV or Parquet file.",
        )
    return frame


def require_columns(table: Frame, names: Sequence[str]) -> None:
    """Raise `InvalidInputError` when a column that was named is not there."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InvalidInputError(
            f"The table has no column {', '.join(repr(name) for name in missing)}.",
            why=f"It has {', '.join(str(name) for name in table.columns[:30])}.",
            remedy="Name columns of the evaluation table.",
        )


def inputs_of(table: Frame, answers: Answers, sensitive: Sequence[str], features: Sequence[str]) -> Rows:
    """What the model may read of the table: everything but the answers."""
    readable = [str(name) for name in table.columns if name not in answers.columns]
    return Rows(table[readable], features, [name for name in readable if name not in sensitive])


def plain_labels(table: Frame, label: str) -> Frame:
    """The table with a label of 0 and 1 in place of true and false, as models' classes are written."""
    return table.assign(**{label: table[label].astype(int)}) if table[label].dtype.kind == "b" else table


def choose_favourable(table: Frame, label: str, packaged: Packaged, given: object) -> str:
    """The label that people want to get: as given, or the second class, as scikit-learn has it.

    Raises:
        InvalidInputError: it is not among the model's classes, or not in the table.
    """
    favourable = text_of(given) if given is not None else (packaged.classes or ("", "1"))[-1]
    known = [*packaged.classes] or sorted({text_of(value) for value in table[label].dropna().unique()})
    if favourable not in known:
        raise InvalidInputError(
            f"No label is {favourable!r}.",
            why=f"There are {', '.join(known[:10])}.",
            remedy="Say which label people want to get: favourable=...",
        )
    return favourable


def scored(table: Frame, answers: Answers, packaged: Packaged, favourable: str) -> tuple[Frame, Answers]:
    """The table with the model's own scores, unless it has scores or predictions already.

    Raises:
        InvalidInputError: it has none, and the model cannot be run here.
    """
    if answers.score is not None or answers.prediction is not None:
        return table, answers
    if packaged.score is None:
        raise InvalidInputError(
            "The table has no scores, and this model cannot be run here.",
            why=f"Nothing runs {packaged.framework} for you.",
            remedy='Put its answers into the table and name that column: score="score", or '
            'prediction="prediction".',
        )
    scores: Array = packaged.score(table, favourable)
    name = _OWN_SCORE if _OWN_SCORE not in table.columns else f"modelwarden_{_OWN_SCORE}"
    return table.assign(**{name: scores}), Answers(answers.label, name)


def write_table(table: Frame, path: Path) -> Path:
    """The table as CSV that gives every number back as it is; the same table gives the same bytes."""
    table.to_csv(path, index=False, float_format="%.17g", lineterminator="\n")
    return path
