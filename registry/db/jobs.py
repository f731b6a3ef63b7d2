"""Jobs: the row is the truth; the queue carries only its id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from registry.db.base import JSON_TYPE, Base, enum_field, id_field, json_field
from registry.domain.job_states import JobKind, JobState


class JobRow(Base, table=True):
    """One piece of background work, written in the transaction that wants it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_percent"),
        Index("ix_job_project_id", "project_id", "state", "id"),
        Index("ix_job_kind", "project_id", "kind", "id"),
        Index("ix_job_state", "state", "id"),
        Index("ix_job_order", "project_id", "id"),
    )

    id: UUID = id_field()
    kind: JobKind = enum_field(JobKind)
    state: JobState = enum_field(JobState)
    project_id: UUID | None = Field(default=None, foreign_key="project.id")
    payload: dict[str, Any] = json_field()
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE, nullable=True))
    error: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE, nullable=True))
    progress: int = 0
    message: str = Field(default="", max_length=500)
    attempts: int = 0
    cancel_requested: bool = False
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None


class WorkerRow(Base, table=True):
    """A worker that is, or was, alive."""

    __tablename__ = "worker"

    id: UUID = id_field()
    host: str = Field(max_length=200)
    pid: int
    started_at: datetime
    heartbeat_at: datetime
