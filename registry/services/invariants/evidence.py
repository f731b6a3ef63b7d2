"""Evidence: bytes of their digest, about the version they hang on, signed, and told by an event."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import select

from registry.contract.evidence import EvidenceDocument
from registry.db.evidence import EvidenceRow
from registry.db.versions import VersionRow
from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError
from registry.services.context import Context
from registry.services.invariants.events import details_of, events_of
from registry.services.invariants.violation import Violation
from registry.trust.dsse import parse_envelope
from registry.trust.statements import evidence_statement, statement_bytes

_PAGE = 100


def check_evidence(context: Context) -> Iterator[Violation]:
    """See the module."""
    versions = dict(context.session.exec(select(VersionRow.id, VersionRow.digest)).all())
    told = Counter(
        str(details_of(content).get("digest")) for _, content in events_of(context, "evidence.produced")
    )
    for row in context.session.exec(select(EvidenceRow).execution_options(yield_per=_PAGE)):
        subject = f"evidence {row.id}"
        if digest_bytes(row.content) != row.digest:
            yield Violation("evidence", subject, f"its bytes are not those of {row.digest}")
        for finding in _contradictions(row, versions):
            yield Violation("evidence", subject, finding)
        told[row.digest] -= 1
        if told[row.digest] < 0:
            yield Violation("evidence", subject, "no event tells of it")
    for digest, missing in told.items():
        if missing > 0:
            yield Violation("evidence", f"evidence {digest}", "an event tells of it, and it is not there")


def _contradictions(row: EvidenceRow, versions: dict[UUID, str]) -> Iterator[str]:
    try:
        document = EvidenceDocument.from_bytes(row.content)
    except (ValueError, ValidationError):
        yield "its bytes are no evidence document"
        return
    if (document.kind, document.assurance) != (row.kind.value, row.assurance.value):
        yield f"it is {row.kind}, {row.assurance}; its bytes say {document.kind}, {document.assurance}"
    if document.subject.version_digest != versions.get(row.version_id):
        yield f"its bytes are about another version than {row.version_id}"
    try:
        signed = parse_envelope(row.envelope).payload
    except IntegrityError as error:
        yield f"its envelope: {error}"
        return
    if signed != statement_bytes(evidence_statement(json.loads(row.content))):
        yield "its envelope signs something else"
