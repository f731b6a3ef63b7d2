"""Which documents of a version count: the newest of what is computed, and all that was declared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from sqlmodel import col, select

from registry.db.evidence import EvidenceRow
from registry.domain.evidence_kinds import DECLARED_KINDS, EvidenceKind
from registry.services.context import Context


def newest_evidence(context: Context, version_id: UUID) -> list[EvidenceRow]:
    """The newest document of each computed kind, and every declared one, in a fixed order."""
    query = select(EvidenceRow).where(EvidenceRow.version_id == version_id).order_by(col(EvidenceRow.id))
    return newest_of(context.session.exec(query))


def newest_of_kind(context: Context, version_id: UUID, kind: EvidenceKind) -> EvidenceRow | None:
    """The document of a computed kind that counts. Whoever calls has asked for permission."""
    query = select(EvidenceRow).where(EvidenceRow.version_id == version_id, EvidenceRow.kind == kind)
    return context.session.exec(query.order_by(col(EvidenceRow.id).desc()).limit(1)).first()


class _Dated(Protocol):
    """A document on record, whose id tells when it came."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> EvidenceKind: ...
    @property
    def digest(self) -> str: ...


DatedT = TypeVar("DatedT", bound=_Dated)


def newest_of(rows: Iterable[DatedT]) -> list[DatedT]:
    """Of all documents of a version, oldest first, those that count, in a fixed order.

    The very same bytes, declared twice within a millisecond, are one document.
    """
    newest = {row.digest if row.kind in DECLARED_KINDS else row.kind.value: row for row in rows}
    return sorted(newest.values(), key=lambda row: (row.kind.value, row.id))
