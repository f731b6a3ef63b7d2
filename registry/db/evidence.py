"""Evidence documents: exact canonical bytes and what is asked of them often."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from registry.db.base import Base, bytes_field, digest_check, enum_field, id_field
from registry.domain.evidence_kinds import Assurance, EvidenceKind


class EvidenceRow(Base, table=True):
    """One evidence document. The database refuses to change or remove it."""

    __tablename__ = "evidence"
    __table_args__ = (
        digest_check("digest"),
        Index("ix_evidence_version_id", "version_id", "kind", "id"),
    )

    id: UUID = id_field()
    version_id: UUID = Field(foreign_key="version.id")
    kind: EvidenceKind = enum_field(EvidenceKind)
    assurance: Assurance = enum_field(Assurance)
    digest: str = Field(max_length=71, index=True)
    content: bytes = bytes_field()
    envelope: bytes = bytes_field()
    dataset_version_id: UUID | None = Field(default=None, foreign_key="dataset_version.id")
    job_id: UUID | None = Field(default=None, foreign_key="job.id", index=True)
    produced_by: UUID = Field(foreign_key="user_account.id")
    produced_at: datetime
