"""Waivers: scoped, expiring, approved exceptions from one rule."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, enum_field, id_field
from registry.domain.roles import Role


class WaiverRow(Base, table=True):
    """A requested exception; it counts only once others have approved it."""

    __tablename__ = "waiver"
    __table_args__ = (
        CheckConstraint("expires_at > not_before", name="window"),
        Index("ix_waiver_model_id", "model_id", "id"),
    )

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
    model_id: UUID = Field(foreign_key="model.id")
    environment_id: UUID = Field(foreign_key="environment.id")
    rule_id: str = Field(max_length=32)
    version_digest: str | None = Field(default=None, max_length=71)
    reason: str = Field(max_length=4000)
    compensating_controls: str = Field(max_length=4000)
    requested_by: UUID = Field(foreign_key="user_account.id")
    requested_at: datetime
    not_before: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class WaiverApprovalRow(Base, table=True):
    """One person's approval of a waiver."""

    __tablename__ = "waiver_approval"
    __table_args__ = (UniqueConstraint("waiver_id", "approver_id"),)

    id: UUID = id_field()
    waiver_id: UUID = Field(foreign_key="waiver.id", index=True)
    approver_id: UUID = Field(foreign_key="user_account.id")
    role: Role = enum_field(Role)
    approved_at: datetime
