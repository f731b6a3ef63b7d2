"""Aliases and where they have been."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, id_field


class AliasRow(Base, table=True):
    """A pointer from a name to a version of a model."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("model_id", "name"),)

    id: UUID = id_field()
    model_id: UUID = Field(foreign_key="model.id", index=True)
    name: str = Field(max_length=64)
    version_id: UUID = Field(foreign_key="version.id", index=True)
    moved_at: datetime
    revision: int = 1


class AliasMoveRow(Base, table=True):
    """One move of an alias. The database refuses to change or remove it."""

    __tablename__ = "alias_move"
    __table_args__ = (Index("ix_alias_move_model_id", "model_id", "name", "id"),)

    id: UUID = id_field()
    model_id: UUID = Field(foreign_key="model.id")
    name: str = Field(max_length=64)
    from_version_id: UUID | None = Field(default=None, foreign_key="version.id")
    to_version_id: UUID | None = Field(default=None, foreign_key="version.id")
    promotion_id: UUID | None = Field(default=None, foreign_key="promotion.id", index=True)
    moved_by: UUID = Field(foreign_key="user_account.id")
    moved_at: datetime
