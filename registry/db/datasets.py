"""Datasets and their versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, digest_check, id_field, json_field


class DatasetRow(Base, table=True):
    """A dataset of a project."""

    __tablename__ = "dataset"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
    name: str = Field(max_length=64)
    description: str = Field(default="", max_length=4000)
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime


class DatasetVersionRow(Base, table=True):
    """A dataset version; `digest` is the fingerprint of its content, whatever the file's encoding."""

    __tablename__ = "dataset_version"
    __table_args__ = (
        UniqueConstraint("dataset_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
        digest_check("digest"),
        digest_check("file_sha256"),
    )

    id: UUID = id_field()
    dataset_id: UUID = Field(foreign_key="dataset.id", index=True)
    number: int
    digest: str = Field(max_length=71, index=True)
    file_sha256: str = Field(max_length=71)
    rows: int = Field(sa_column=Column(BigInteger, nullable=False))
    columns: list[dict[str, Any]] = json_field()
    profile: dict[str, Any] = json_field()
    datasheet: dict[str, Any] = json_field()
    registered_by: UUID = Field(foreign_key="user_account.id")
    registered_at: datetime
