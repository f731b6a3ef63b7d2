"""Versions: immutable, numbered per model, identified by the digest of their manifest."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, digest_check, id_field, json_field


class VersionRow(Base, table=True):
    """A version. The database refuses to change or remove it."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("model_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
        digest_check("digest"),
        Index("ix_version_registered_at", "model_id", "registered_at", "id"),
    )

    id: UUID = id_field()
    model_id: UUID = Field(foreign_key="model.id")
    number: int
    digest: str = Field(max_length=71, index=True)
    description: str = Field(default="", max_length=4000)
    framework: str = Field(default="", max_length=200)
    parameters: dict[str, Any] = json_field()
    metrics: dict[str, Any] = json_field()
    tags: dict[str, str] = json_field()
    signature: dict[str, Any] = json_field()
    code_commit: str = Field(default="", max_length=64)
    environment: str = Field(default="", max_length=4000)
    run_id: UUID | None = Field(default=None, foreign_key="run.id")
    registered_by: UUID = Field(foreign_key="user_account.id")
    registered_at: datetime


class VersionFileRow(Base, table=True):
    """One file of a version's manifest."""

    __tablename__ = "version_file"
    __table_args__ = (UniqueConstraint("version_id", "path"), digest_check("sha256"))

    id: UUID = id_field()
    version_id: UUID = Field(foreign_key="version.id", index=True)
    path: str = Field(max_length=512)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str = Field(max_length=71, index=True)


class VersionTagRow(Base, table=True):
    """A tag of a version, to search by and to order what is found; the version's own row has its value."""

    __tablename__ = "version_tag"
    __table_args__ = (
        Index("ix_version_tag_name", "model_id", "name", "value_digest", "number", "version_id"),
        Index(
            "ix_version_tag_registered_at", "model_id", "name", "value_digest", "registered_at", "version_id"
        ),
    )

    version_id: UUID = Field(foreign_key="version.id", primary_key=True)
    name: str = Field(max_length=200, primary_key=True)
    model_id: UUID = Field(foreign_key="model.id")
    number: int
    value_digest: str = Field(max_length=71)
    registered_at: datetime
