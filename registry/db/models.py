"""Registered models."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from registry.db.base import Base, enum_field, id_field, json_field
from registry.domain.tiers import RiskTier


class ModelRow(Base, table=True):
    """A registered model and the people and papers behind it; empty text means nobody said."""

    __tablename__ = "model"
    __table_args__ = (
        Index("ix_model_owner", "owner", "name", "id"),
        Index("ix_model_risk_tier", "risk_tier", "name", "id"),
        Index("ix_model_project_id", "project_id", "name", "id"),
        Index("ix_model_created_at", "created_at", "id"),
        Index("ix_model_order", "project_id", "created_at", "id"),
        Index("ix_model_name", "name", postgresql_ops={"name": "varchar_pattern_ops"}),
    )

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id")
    name: str = Field(max_length=64, unique=True)
    risk_tier: RiskTier = enum_field(RiskTier)
    owner: str = Field(default="", max_length=200)
    accountable_person: str = Field(default="", max_length=200)
    intended_purpose: str = Field(default="", max_length=4000)
    on_call: str = Field(default="", max_length=200)
    escalation_path: str = Field(default="", max_length=1000)
    runbook: str = Field(default="", max_length=1000)
    fallback: str = Field(default="", max_length=1000)
    tags: dict[str, str] = json_field()
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime
    revision: int = 1


class ModelTagRow(Base, table=True):
    """A tag of a model, to search by; the model's own row has its value."""

    __tablename__ = "model_tag"
    __table_args__ = (Index("ix_model_tag_name", "name", "value_digest", "model_id"),)

    model_id: UUID = Field(foreign_key="model.id", primary_key=True)
    name: str = Field(max_length=200, primary_key=True)
    value_digest: str = Field(max_length=71)
