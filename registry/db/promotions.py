"""Promotion requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlmodel import Field

from registry.db.base import JSON_TYPE, Base, enum_field, id_field
from registry.domain.promotion_states import PromotionKind, PromotionState


class PromotionRow(Base, table=True):
    """A request to move an environment's alias to a version. One may be alive per version and environment."""

    __tablename__ = "promotion"
    __table_args__ = (
        Index(
            "uq_promotion_alive",
            "version_id",
            "environment_id",
            unique=True,
            sqlite_where=text("state NOT IN ('applied', 'withdrawn')"),
            postgresql_where=text("state NOT IN ('applied', 'withdrawn')"),
        ),
        Index("ix_promotion_project_id", "project_id", "state", "id"),
        Index("ix_promotion_model_id", "model_id", "state", "id"),
        Index("ix_promotion_environment_id", "environment_id", "state", "id"),
        Index("ix_promotion_state", "state", "id"),
        Index("ix_promotion_project_order", "project_id", "id"),
        Index("ix_promotion_model_order", "model_id", "id"),
        Index("ix_promotion_environment_order", "environment_id", "id"),
    )

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id")
    model_id: UUID = Field(foreign_key="model.id")
    version_id: UUID = Field(foreign_key="version.id", index=True)
    environment_id: UUID = Field(foreign_key="environment.id")
    kind: PromotionKind = enum_field(PromotionKind)
    state: PromotionState = enum_field(PromotionState)
    reason: str = Field(max_length=4000)
    opened_by: UUID = Field(foreign_key="user_account.id")
    opened_at: datetime
    closed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = None
    break_glass_reason: str | None = Field(default=None, max_length=4000)
    break_glass_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    decision_id: UUID | None = None
    attestation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE, nullable=True))
    revision: int = 1
