"""Reports that were made; their bytes are artifacts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field

from registry.db.base import Base, digest_check, enum_field, id_field
from registry.domain.report_kinds import ReportKind


class ReportRow(Base, table=True):
    """One rendered (and, as PDF, sealed) report."""

    __tablename__ = "report"
    __table_args__ = (
        digest_check("sha256"),
        Index("ix_report_version_id", "version_id", "id"),
        Index("ix_report_project_id", "project_id", "id"),
    )

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id")
    version_id: UUID = Field(foreign_key="version.id")
    promotion_id: UUID | None = Field(default=None, foreign_key="promotion.id", index=True)
    decision_id: UUID | None = Field(default=None, foreign_key="decision.id")
    kind: ReportKind = enum_field(ReportKind)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    sha256: str = Field(max_length=71)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    job_id: UUID | None = Field(default=None, foreign_key="job.id", index=True)
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime
