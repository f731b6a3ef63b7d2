"""The audit log: append-only events, each chained to the one before by digest."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field

from registry.db.base import Base, bytes_field, digest_check


class EventRow(Base, table=True):
    """One event. `content` is its canonical JSON; the database refuses to change or remove it."""

    __tablename__ = "event"
    __table_args__ = (
        digest_check("digest"),
        Index("ix_event_project_id", "project_id", "seq"),
        Index("ix_event_at", "project_id", "at", "seq"),
        Index("ix_event_action", "project_id", "action", "seq"),
        Index("ix_event_actor_id", "actor_id", "project_id", "seq"),
        # Over all projects, for whoever may read the whole log.
        Index("ix_event_action_anywhere", "action", "seq"),
        Index("ix_event_actor_anywhere", "actor_id", "seq"),
        Index("ix_event_subject", "project_id", "subject_kind", "subject_id", "seq"),
    )

    seq: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    id: UUID = Field(unique=True)
    at: datetime
    actor_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    action: str = Field(max_length=64)
    project_id: UUID | None = Field(default=None, foreign_key="project.id")
    subject_kind: str = Field(max_length=32)
    subject_id: str = Field(max_length=71, index=True)
    promotion_id: UUID | None = Field(default=None, foreign_key="promotion.id", index=True)
    content: bytes = bytes_field()
    digest: str = Field(max_length=71, unique=True)
