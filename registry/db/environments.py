"""Environments, each with the one alias that says what is in it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from registry.db.base import Base, id_field


class EnvironmentRow(Base, table=True):
    """An environment; when it is protected, its alias moves only by an applied promotion."""

    __tablename__ = "environment"

    id: UUID = id_field()
    name: str = Field(max_length=64, unique=True)
    alias: str = Field(max_length=64, unique=True)
    protected: bool
    created_at: datetime
