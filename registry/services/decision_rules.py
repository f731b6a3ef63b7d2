"""The decision rule of a version: how its answers become decisions, fixed by the first evidence of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from registry.contract.evidence import EvidenceDocument
from registry.db.evidence import EvidenceRow
from registry.domain.errors import ConflictError
from registry.domain.evidence_kinds import EvidenceKind
from registry.services.context import Context

_RULE = ("label", "favourable_label", "prediction", "score", "threshold")
_KINDS = (EvidenceKind.PERFORMANCE, EvidenceKind.FAIRNESS)


def refuse_other_decision_rule(context: Context, version_id: UUID, parameters: Mapping[str, Any]) -> None:
    """Return when a computation's parameters decide like the version's first evidence, or there is none yet.

    Otherwise a threshold could be tried until the gate is content with a version that it refused.

    Raises:
        ConflictError: label, favourable value, prediction, score or threshold differ.
    """
    query = (
        select(EvidenceRow)
        .where(EvidenceRow.version_id == version_id, col(EvidenceRow.kind).in_(_KINDS))
        .order_by(col(EvidenceRow.id))
        .limit(1)
    )
    first = context.session.exec(query).first()
    if first is None:
        return
    before = EvidenceDocument.from_bytes(first.content).method.parameters
    changed = [name for name in _RULE if before.get(name) != parameters.get(name)]
    if changed:
        told = ", ".join(f"{name} {before.get(name)!r} -> {parameters.get(name)!r}" for name in changed)
        raise ConflictError(
            "The evidence of this version was computed under another decision rule.",
            why=f"A version keeps the rule of its first evidence ({told}).",
            remedy="Compute under the same rule, or register a new version for another one.",
            pointer=f"/spec/{changed[0]}",
        )
