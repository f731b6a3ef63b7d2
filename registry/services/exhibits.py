"""Evidence as the gate's input has it. A document is read once in a process: nothing of it ever changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from registry.contract.evidence import EvidenceDocument, FairnessBody, table_digest_of
from registry.db.evidence import EvidenceRow
from registry.domain.canonical import Canonical, digest_bytes
from registry.domain.errors import IntegrityError
from registry.services.context import Context

# At most 32 MB, with the documents that a gate is asked about usually under 20 kB.
_MOST, _LARGEST_BYTES = 256, 128 * 1024
_CONTENTS = select(EvidenceRow.digest, EvidenceRow.content).where(
    col(EvidenceRow.id).in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What the gate is told of a document, beside its digest. `sensitive`: what was examined one by one."""

    assurance: str
    version: int
    version_digest: str
    dataset_digest: str | None
    table_digest: str | None
    produced_by: str
    produced_at: str
    sensitive: tuple[str, ...]
    body: Canonical


class _Shelf:
    """The documents that were read last, by digest."""

    def __init__(self) -> None:
        self._kept: dict[str, Exhibit] = {}
        self._lock = Lock()

    def find(self, digest: str) -> Exhibit | None:
        return self._kept.get(digest)

    def keep(self, digest: str, exhibit: Exhibit) -> None:
        if len(exhibit.body.text) > _LARGEST_BYTES:
            return
        with self._lock:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = exhibit


_shelf = _Shelf()


def read_exhibits(context: Context, ids: Mapping[str, UUID]) -> dict[str, Exhibit]:
    """The documents with these digests, each by the id of a row that has it.

    Raises:
        IntegrityError: the database has other bytes than the digest names.
    """
    found = {digest: exhibit for digest in ids if (exhibit := _shelf.find(digest))}
    missing = [row_id for digest, row_id in ids.items() if digest not in found]
    if missing:
        for digest, content in context.session.exec(_CONTENTS, params={"ids": missing}):
            found[digest] = _read(digest, content)
            _shelf.keep(digest, found[digest])
    return found


def _read(digest: str, content: bytes) -> Exhibit:
    if digest_bytes(content) != digest:
        raise IntegrityError(
            "Stored evidence was changed.",
            why=f"The bytes that are kept as {digest} have another digest.",
            remedy="Restore the database from a backup; nothing is decided on what is not what was signed.",
        )
    document = EvidenceDocument.from_bytes(content)
    return Exhibit(
        assurance=document.assurance,
        version=document.subject.version,
        version_digest=document.subject.version_digest,
        dataset_digest=document.dataset_version,
        table_digest=table_digest_of(document.inputs),
        produced_by=document.produced_by,
        produced_at=document.produced_at,
        sensitive=_examined(document.body) if isinstance(document.body, FairnessBody) else (),
        body=Canonical(document.body.to_json()),
    )


def _examined(body: FairnessBody) -> tuple[str, ...]:
    return tuple(sorted(one.columns[0] for one in body.attributes if len(one.columns) == 1))
