"""Uploads that are going on: what was announced, and the parts that have come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, digest_check, id_field


class UploadRow(Base, table=True):
    """A file on its way into a project; one per person, project and digest, so that it can be found again."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("project_id", "created_by", "sha256"),
        CheckConstraint('"offset" BETWEEN 0 AND size', name="offset_within"),
        digest_check("sha256"),
    )

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
    created_by: UUID = Field(foreign_key="user_account.id", index=True)
    sha256: str = Field(max_length=71)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    part_size: int = Field(sa_column=Column(BigInteger, nullable=False))
    offset: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime
    touched_at: datetime = Field(index=True)
    completed_at: datetime | None = None


class UploadPartRow(Base, table=True):
    """A part that has come, in storage by its digest. Where it begins, only one part can be."""

    __tablename__ = "upload_part"
    __table_args__ = (digest_check("sha256"),)

    upload_id: UUID = Field(foreign_key="upload.id", primary_key=True)
    start: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str = Field(max_length=71)
