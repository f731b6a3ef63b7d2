"""The part of the gate's input that evidence fills: what counts, and what came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal, select, union_all
from sqlmodel import col

from registry.db.evidence import EvidenceRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.evidence_kinds import DECLARED_KINDS, EvidenceKind
from registry.services.context import Context
from registry.services.decision_rules import KINDS_THAT_DECIDE
from registry.services.exhibits import Exhibit, read_exhibits
from registry.services.newest_evidence import newest_of
from registry.services.same_files import SAME_FILES


def _rows(*conditions: Any, is_first: bool) -> Any:  # noqa: ANN401 - SQLAlchemy's have no common type
    row: Any = EvidenceRow
    columns = row.id, row.kind, row.digest, row.produced_by, literal(is_first).label("is_first")
    return select(*columns).where(*conditions)


def _first_of(kind: EvidenceKind) -> Any:  # noqa: ANN401 - as above
    found = _rows(
        col(EvidenceRow.version_id).in_(SAME_FILES), EvidenceRow.kind == literal(kind), is_first=True
    )
    return select(found.order_by(col(EvidenceRow.id)).limit(1).subquery())


_FOUND = union_all(
    _rows(EvidenceRow.version_id == bindparam("version_id"), is_first=False),
    *map(_first_of, KINDS_THAT_DECIDE),
).subquery()
# In one question, since each costs more than what it finds.
_ON_RECORD: Any = (
    select(_FOUND.c.id, _FOUND.c.kind, _FOUND.c.digest, col(UserRow.username), _FOUND.c.is_first)
    .join(UserRow, col(UserRow.id) == _FOUND.c.produced_by)
    .order_by(_FOUND.c.id)
)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A document as its row has it, without its bytes."""

    id: UUID
    kind: EvidenceKind
    digest: str
    produced_by: str


@dataclass(frozen=True, slots=True)
class GateEvidence:
    """The newest documents of a version, and the first figures of its files under whatever number."""

    newest: Sequence[OnRecord]
    first: Sequence[OnRecord]
    exhibits: dict[str, Exhibit]

    @property
    def digests(self) -> list[str]:
        """Of what counts, in the order that it is in."""
        return [row.digest for row in self.newest]

    def view_newest(self) -> dict[str, Any]:
        """By kind; what people declared is a list."""
        documents: list[dict[str, Any]] = []
        by_kind: dict[str, Any] = {"documents": documents}
        for row in self.newest:
            if row.kind is EvidenceKind.DRIFT:
                continue
            entry = _view_newest(row, self.exhibits[row.digest])
            if row.kind in DECLARED_KINDS:
                documents.append(entry)
            else:
                by_kind[row.kind.value] = entry
        return by_kind

    def view_first(self) -> list[dict[str, Any]]:
        """What figures of each kind were first computed on, which newer ones are held against."""
        return [_view_first(row, self.exhibits[row.digest]) for row in self.first]


def read_gate_evidence(context: Context, version: VersionRow) -> GateEvidence:
    """What there is to be told about a version, in one question, and one more for what was never read."""
    named = {"version_id": version.id, "model_id": version.model_id, "digest": version.digest}
    newest: list[OnRecord] = []
    first: list[OnRecord] = []
    for row_id, kind, digest, producer, is_first in context.session.exec(_ON_RECORD, params=named):
        (first if is_first else newest).append(OnRecord(row_id, kind, digest, producer))
    newest = newest_of(newest)
    first.sort(key=lambda row: KINDS_THAT_DECIDE.index(row.kind))
    told = {row.digest: row.id for row in [*newest, *first] if row.kind is not EvidenceKind.DRIFT}
    return GateEvidence(newest, first, read_exhibits(context, told))


def _view_newest(row: OnRecord, exhibit: Exhibit) -> dict[str, Any]:
    return {
        "digest": row.digest,
        "assurance": exhibit.assurance,
        "version_digest": exhibit.version_digest,
        "dataset_digest": exhibit.dataset_digest,
        "table_digest": exhibit.table_digest,
        "produced_by": row.produced_by,
        "produced_at": exhibit.produced_at,
        "body": exhibit.body,
    }


def _view_first(row: OnRecord, exhibit: Exhibit) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "digest": row.digest,
        "dataset_digest": exhibit.dataset_digest,
        "sensitive": list(exhibit.sensitive),
        "version": exhibit.version,
        "produced_by": exhibit.produced_by,
        "produced_at": exhibit.produced_at,
    }
