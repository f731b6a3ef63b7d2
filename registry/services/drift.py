"""Drift of evaluation data: against the training data, and against what other versions were evaluated on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, select

from registry.contract.drift import DriftsView, DriftView
from registry.contract.evidence import DataProfileBody
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.evidence import EvidenceRow
from registry.db.lineage import EdgeRow
from registry.db.versions import VersionRow
from registry.domain.evidence_kinds import EvidenceKind
from registry.domain.lineage import EdgeRole, NodeKind
from registry.evidence.drift import compare_profiles
from registry.services.context import Context
from registry.services.evidence import document_of, read_evidence_row

_VERSIONS = 4


def view_drifts(context: Context, digest: str) -> DriftsView:
    """Every comparison of a data profile; none of another kind of evidence."""
    row = read_evidence_row(context, digest)
    body = document_of(row).body
    found = _compared(context, row, body) if isinstance(body, DataProfileBody) else []
    return DriftsView(digest=row.digest, drifts=list(found))


def _compared(context: Context, row: EvidenceRow, body: DataProfileBody) -> Iterator[DriftView]:
    for dataset, name in _training(context, row):
        profile = DataProfileBody.model_validate(dataset.profile, strict=False)
        yield _view(row, body, profile, ("training", f"training data {name}", dataset.digest))
    for other, number in _others(context, row):
        there = document_of(other).body
        if isinstance(there, DataProfileBody):
            yield _view(row, body, there, ("evaluation", f"evaluation of version {number}", other.digest))


def _view(
    row: EvidenceRow, body: DataProfileBody, reference: DataProfileBody, named: tuple[str, str, str]
) -> DriftView:
    kind, name, digest = named
    here, there = ({column.name for column in each.columns} for each in (body, reference))
    return DriftView.model_validate(
        {
            "digest": row.digest,
            "rows": body.rows,
            "reference": name,
            "reference_kind": kind,
            "reference_digest": digest,
            "reference_rows": reference.rows,
            "columns": compare_profiles(body, reference),
            "only_here": sorted(here - there),
            "only_there": sorted(there - here),
        }
    )


def _training(context: Context, row: EvidenceRow) -> list[tuple[DatasetVersionRow, str]]:
    """The dataset versions that the version was trained on, in the order in which they were recorded."""
    query = (
        select(DatasetVersionRow, DatasetRow.name)
        .join(EdgeRow, col(EdgeRow.source_id) == col(DatasetVersionRow.id))
        .join(DatasetRow, col(DatasetRow.id) == col(DatasetVersionRow.dataset_id))
        .where(
            EdgeRow.source_kind == NodeKind.DATASET_VERSION,
            EdgeRow.target_kind == NodeKind.VERSION,
            EdgeRow.target_id == row.version_id,
            EdgeRow.role == EdgeRole.TRAINING,
        )
        .order_by(col(EdgeRow.id))
    )
    return [(dataset, f"{name} {dataset.number}") for dataset, name in context.session.exec(query)]


def _others(context: Context, row: EvidenceRow) -> list[tuple[EvidenceRow, int]]:
    """The newest data profile of each of the newest other versions of the model."""
    model_id = context.session.get_one(VersionRow, row.version_id).model_id
    query = (
        select(EvidenceRow, VersionRow.number)
        .join(VersionRow, col(VersionRow.id) == col(EvidenceRow.version_id))
        .where(
            VersionRow.model_id == model_id,
            VersionRow.id != row.version_id,
            EvidenceRow.kind == EvidenceKind.DATA_PROFILE,
        )
        .order_by(col(VersionRow.number).desc(), col(EvidenceRow.id).desc())
        .limit(_VERSIONS * 5)
    )
    newest: dict[int, EvidenceRow] = {}
    for evidence, number in context.session.exec(query):
        newest.setdefault(number, evidence)
    return [(evidence, number) for number, evidence in newest.items()][:_VERSIONS]
