"""Artifacts: bytes that a project has uploaded, by digest."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, digest_check, id_field


class ArtifactRow(Base, table=True):
    """That this project has these bytes. Knowing a digest is not enough to read another project's."""

    __tablename__ = "artifact"
    __table_args__ = (UniqueConstraint("project_id", "sha256"), digest_check("sha256"))

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
    sha256: str = Field(max_length=71, index=True)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    uploaded_by: UUID = Field(foreign_key="user_account.id")
    uploaded_at: datetime
