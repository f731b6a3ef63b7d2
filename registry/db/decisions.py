"""Decisions, each with the exact input that it was made on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from registry.db.base import Base, bytes_field, digest_check, enum_field, id_field, json_field
from registry.domain.promotion_states import Outcome


class DecisionRow(Base, table=True):
    """The gate's answer. The database refuses to change or remove it."""

    __tablename__ = "decision"
    __table_args__ = (digest_check("input_digest"), digest_check("decision_digest"))

    id: UUID = id_field()
    promotion_id: UUID = Field(foreign_key="promotion.id", index=True)
    outcome: Outcome = enum_field(Outcome)
    occasion: str = Field(max_length=32)
    input_content: bytes = bytes_field()
    input_digest: str = Field(max_length=71)
    decision_content: bytes = bytes_field()
    decision_digest: str = Field(max_length=71)
    policy_revision: str = Field(max_length=128)
    bundle_sha256: str = Field(max_length=71, foreign_key="bundle.sha256")
    provenance: dict[str, Any] = json_field()
    decided_at: datetime
