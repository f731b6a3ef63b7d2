"""One policy bundle in force at a time, which the database holds, too.

Revision: 0008. Follows 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Of several in force, the one that was published last stays."""
    bundle = sa.table("bundle", sa.column("sha256"), sa.column("active"), sa.column("published_at"))
    newest = (
        sa.select(bundle.c.sha256)
        .where(bundle.c.active)
        .order_by(bundle.c.published_at.desc(), bundle.c.sha256)
        .limit(1)
        .scalar_subquery()
    )
    op.execute(bundle.update().where(bundle.c.active, bundle.c.sha256 != newest).values(active=False))
    op.drop_index("ix_bundle_active", table_name="bundle")
    op.create_index(
        "ix_bundle_active",
        "bundle",
        ["active"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_bundle_active", table_name="bundle")
    op.create_index("ix_bundle_active", "bundle", ["active"], unique=False)
