"""Policy bundles: every one that was ever published, for ever."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from registry.db.base import Base, bytes_field, digest_check


class BundleRow(Base, table=True):
    """An immutable, signed OPA bundle. The active one is in force, and there is one."""

    __tablename__ = "bundle"
    __table_args__ = (
        digest_check("sha256"),
        Index(
            "ix_bundle_active",
            "active",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    sha256: str = Field(max_length=71, primary_key=True)
    revision: str = Field(max_length=128, unique=True)
    key_id: str = Field(max_length=128)
    archive: bytes = bytes_field()
    active: bool
    published_at: datetime
