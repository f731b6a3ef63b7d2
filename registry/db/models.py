"""Registered models."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from registry.db.base import Base, enum_field, id_field, json_field
from registry.domain.tiers import RiskTier


class ModelRow(Base, table=True):
    """A registered model and the people and papers behind it; empty text means nobody said."""

    __tablename__ = "model"

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
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
