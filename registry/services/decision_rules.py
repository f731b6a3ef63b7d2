"""The decision rule: how a version's answers become decisions, fixed by the first evidence of its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from registry.contract.evidence import EvidenceDocument
from registry.db.evidence import EvidenceRow
from registry.db.versions import VersionRow
from registry.domain.errors import ConflictError
from registry.domain.evidence_kinds import EvidenceKind
from registry.services.context import Context
from registry.services.same_files import ids_of_same_files

_RULE = ("label", "favourable_label", "prediction", "score", "threshold")
# The kinds that are computed from decisions.
KINDS_THAT_DECIDE = (EvidenceKind.PERFORMANCE, EvidenceKind.FAIRNESS, EvidenceKind.EXPLANATION)


def refuse_other_decision_rule(context: Context, version: VersionRow, parameters: Mapping[str, Any]) -> None:
    """Return when a computation's parameters decide like the first evidence of the version's files, if any.

    Otherwise a threshold could be tried until the gate is content with files that it refused, under this
    version's number or another.

    Raises:
        ConflictError: label, favourable value, prediction, score or threshold differ.
    """
    query = (
        select(EvidenceRow)
        .where(
            col(EvidenceRow.version_id).in_(ids_of_same_files(version)),
            col(EvidenceRow.kind).in_(KINDS_THAT_DECIDE),
        )
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
            why=f"A version's files keep the rule of their first evidence ({told}).",
            remedy="Compute under the same rule, or register other files as a new version for another one.",
            pointer=f"/spec/{changed[0]}",
        )
