"""Runs: what trained a version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from registry.db.base import Base, id_field, json_field


class RunRow(Base, table=True):
    """One training run."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_project_id", "project_id", "id"),)

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id")
    name: str = Field(max_length=200)
    code_commit: str = Field(default="", max_length=64)
    parameters: dict[str, str] = json_field()
    metrics: dict[str, Any] = json_field()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime
