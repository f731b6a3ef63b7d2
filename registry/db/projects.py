"""Projects and their members."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, enum_field, id_field, json_field
from registry.domain.roles import Role
from registry.domain.tiers import RiskTier


class ProjectRow(Base, table=True):
    """A scope with members, a risk tier, policy packs and parameters."""

    __tablename__ = "project"

    id: UUID = id_field()
    name: str = Field(max_length=64, unique=True)
    title: str = Field(max_length=200)
    risk_tier: RiskTier = enum_field(RiskTier)
    packs: list[str] = json_field()
    parameters: dict[str, Any] = json_field()
    created_at: datetime
    revision: int = 1


class MemberRow(Base, table=True):
    """One role of one person in one project."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("project_id", "user_id", "role"),)

    id: UUID = id_field()
    project_id: UUID = Field(foreign_key="project.id", index=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    role: Role = enum_field(Role)
    added_at: datetime
