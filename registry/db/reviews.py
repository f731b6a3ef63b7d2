"""Reviews: signed, and bound to what was reviewed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from registry.db.base import Base, digest_check, enum_field, id_field, json_field
from registry.domain.promotion_states import ReviewVerdict
from registry.domain.roles import Role


class ReviewRow(Base, table=True):
    """A review. Whether it still stands is computed from the digests that it is bound to, never stored."""

    __tablename__ = "review"
    __table_args__ = (digest_check("version_digest"),)

    id: UUID = id_field()
    promotion_id: UUID = Field(foreign_key="promotion.id", index=True)
    decision_id: UUID = Field(foreign_key="decision.id")
    reviewer_id: UUID = Field(foreign_key="user_account.id")
    role: Role = enum_field(Role)
    verdict: ReviewVerdict = enum_field(ReviewVerdict)
    meaning: str = Field(max_length=1000)
    comment: str = Field(default="", max_length=4000)
    version_digest: str = Field(max_length=71)
    evidence_digests: list[str] = json_field()
    policy_revision: str = Field(max_length=128)
    envelope: dict[str, Any] = json_field()
    signed_at: datetime
