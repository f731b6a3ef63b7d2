"""The first figures of a version's files, which newer ones are held against."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from registry.contract.evidence import FairnessBody
from registry.db.evidence import EvidenceRow
from registry.db.versions import VersionRow
from registry.domain.evidence_kinds import EvidenceKind
from registry.services.context import Context
from registry.services.decision_rules import KINDS_THAT_DECIDE
from registry.services.evidence import document_of
from registry.services.same_files import ids_of_same_files


def view_first_evidence(context: Context, version: VersionRow) -> list[dict[str, Any]]:
    """What figures of each kind were first computed on, for these files under any number."""
    rows = [_first(context, version, kind) for kind in KINDS_THAT_DECIDE]
    return [_view(row) for row in rows if row is not None]


def _first(context: Context, version: VersionRow, kind: EvidenceKind) -> EvidenceRow | None:
    query = (
        select(EvidenceRow)
        .where(col(EvidenceRow.version_id).in_(ids_of_same_files(version)), EvidenceRow.kind == kind)
        .order_by(col(EvidenceRow.id))
    )
    return context.session.exec(query.limit(1)).first()


def _view(row: EvidenceRow) -> dict[str, Any]:
    document = document_of(row)
    return {
        "kind": row.kind.value,
        "digest": row.digest,
        "dataset_digest": document.dataset_version,
        "sensitive": _examined(document.body) if isinstance(document.body, FairnessBody) else [],
        "version": document.subject.version,
        "produced_by": document.produced_by,
        "produced_at": document.produced_at,
    }


def _examined(body: FairnessBody) -> list[str]:
    return sorted(attribute.columns[0] for attribute in body.attributes if len(attribute.columns) == 1)
