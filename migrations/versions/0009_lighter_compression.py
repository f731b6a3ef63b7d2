"""What decisions keep is compressed by LZ4 where PostgreSQL has it: as small, in a third of the time.

Revision: 0009. Follows 0008.
"""

from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. What is there already stays as it is."""
    _compress_with("lz4")


def downgrade() -> None:
    """Go back."""
    _compress_with("pglz")


def _compress_with(method: str) -> None:
    # PostgreSQL can be built without LZ4, and then goes on as before.
    if op.get_bind().dialect.name == "postgresql":
        columns = ", ".join(
            f"ALTER COLUMN {column} SET COMPRESSION {method}"
            for column in ("input_content", "decision_content")
        )
        op.execute(
            f"DO $$ BEGIN ALTER TABLE decision {columns};"
            " EXCEPTION WHEN feature_not_supported THEN NULL; END $$"
        )
