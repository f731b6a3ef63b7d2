"""Lineage: an edge joins things that are there. Its ends are of many kinds, so no foreign key holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlmodel import select

from registry.db.aliases import AliasMoveRow
from registry.db.datasets import DatasetVersionRow
from registry.db.evidence import EvidenceRow
from registry.db.lineage import EdgeRow
from registry.db.runs import RunRow
from registry.db.versions import VersionRow
from registry.domain.lineage import EdgeRole, NodeKind
from registry.services.context import Context
from registry.services.invariants.violation import Violation

_ROWS: dict[NodeKind, Any] = {
    NodeKind.DATASET_VERSION: DatasetVersionRow,
    NodeKind.RUN: RunRow,
    NodeKind.VERSION: VersionRow,
    NodeKind.EVIDENCE: EvidenceRow,
    NodeKind.DEPLOYMENT: AliasMoveRow,
}


def check_edges(context: Context) -> Iterator[Violation]:
    """Both ends of an edge are there; every evidence document and every move to a version has its edge."""
    there = {kind: set(context.session.exec(select(row.id))) for kind, row in _ROWS.items()}
    joined: set[tuple[UUID, UUID]] = set()
    for edge in context.session.exec(select(EdgeRow)):
        for kind, node in ((edge.source_kind, edge.source_id), (edge.target_kind, edge.target_id)):
            if node not in there[kind]:
                yield Violation("lineage-edge", f"edge {edge.id}", f"its {kind.value} {node} is not there")
        if edge.role in {EdgeRole.EVIDENCE_OF, EdgeRole.DEPLOYED}:
            joined.add((edge.source_id, edge.target_id))
    for ends, pair in _owed(context):
        if pair not in joined:
            yield Violation("lineage-edge", f"{ends} {pair[0]} {pair[1]}", "no edge joins these two")


def _owed(context: Context) -> Iterator[tuple[str, tuple[UUID, UUID]]]:
    for evidence_id, version_id in context.session.exec(select(EvidenceRow.id, EvidenceRow.version_id)):
        yield "evidence and version", (evidence_id, version_id)
    moves = select(AliasMoveRow.to_version_id, AliasMoveRow.id)
    for to_version_id, move_id in context.session.exec(moves):
        if to_version_id is not None:
            yield "version and alias move", (to_version_id, move_id)
