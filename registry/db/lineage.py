"""Lineage edges: what came from what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from registry.db.base import Base, enum_field, id_field
from registry.domain.lineage import EdgeRole, NodeKind


class EdgeRow(Base, table=True):
    """An edge from a source to what was made from it."""

    __tablename__ = "lineage_edge"
    __table_args__ = (
        UniqueConstraint(
            "source_kind", "source_id", "target_kind", "target_id", "role", name="uq_lineage_edge_edge"
        ),
    )

    id: UUID = id_field()
    source_kind: NodeKind = enum_field(NodeKind, "source_kind")
    source_id: UUID = Field(index=True)
    target_kind: NodeKind = enum_field(NodeKind, "target_kind")
    target_id: UUID = Field(index=True)
    role: EdgeRole = enum_field(EdgeRole)
    created_at: datetime
