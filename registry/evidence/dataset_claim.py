"""Whether an evaluation table really holds the rows of the dataset version that was named for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.contract.evaluation import EvaluationSpec
from registry.domain.errors import EvidenceError
from registry.evidence.fingerprint import fingerprint
from registry.evidence.requests import DatasetClaim
from registry.evidence.table_file import Table


def check_dataset(table: Table, spec: EvaluationSpec, claim: DatasetClaim) -> None:
    """Compare the content digest of the dataset's columns; a table may have more columns, and no other rows.

    More columns are for the model's answers. What these are measured by comes from the dataset version, or a
    label could be made up that agrees with the model.

    Raises:
        EvidenceError: a column is missing, or values, types, rows or their order differ; or label, features
            or sensitive columns are not among the dataset version's.
    """
    for pointer, name in _measures(spec):
        _refuse_made_up(name, claim, pointer)
    found = fingerprint([table.column(name) for name in claim.columns], table.rows).digest
    if found != claim.digest:
        raise EvidenceError(
            "The evaluation table does not hold the rows of the dataset version that was named.",
            why=f"The digest of these columns is {found}, and the dataset version's is {claim.digest}.",
            remedy="Add scores to the registered table and change nothing else, or register this table.",
            pointer="/dataset",
        )


def check_inputs(names: Iterable[str], spec: EvaluationSpec, claim: DatasetClaim | None) -> None:
    """Look at what the model was fed, listed in the specification or not: no answers, and nothing made up.

    Raises:
        EvidenceError: the model reads the label, the prediction or the score, or a column that is not the
            dataset version's.
    """
    answers = {spec.label: "label", spec.prediction: "prediction", spec.score: "score"}
    for name in names:
        if name in answers:
            raise EvidenceError(
                f"The model's input {name!r} is the {answers[name]} of this table.",
                why="A model that is given the answers tells nothing about those to come.",
                remedy="Evaluate a model that reads features only.",
                pointer="/spec/features",
            )
        if claim is not None:
            _refuse_made_up(name, claim, "/spec/features")


def _measures(spec: EvaluationSpec) -> Iterator[tuple[str, str]]:
    yield "/spec/label", spec.label
    for field, names in (("sensitive", spec.sensitive), ("features", spec.features)):
        for position, name in enumerate(names):
            yield f"/spec/{field}/{position}", name


def _refuse_made_up(name: str, claim: DatasetClaim, pointer: str) -> None:
    if name not in claim.columns:
        raise EvidenceError(
            f"Column {name!r} is not in the dataset version that was named.",
            why="Label, features and sensitive columns come from the registered data; "
            "only score and prediction may stand beside it.",
            remedy="Name a column of the dataset version, or register a version that has this one.",
            pointer=pointer,
        )
