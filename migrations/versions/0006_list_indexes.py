"""Indexes for lists that are filtered by one thing and ordered by another.

Revision: 0006. Follows 0005.
"""

from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

INDEXES: tuple[tuple[str, str, list[str]], ...] = (
    ("ix_job_order", "job", ["project_id", "id"]),
    ("ix_model_order", "model", ["project_id", "created_at", "id"]),
    ("ix_promotion_environment_order", "promotion", ["environment_id", "id"]),
    ("ix_promotion_model_order", "promotion", ["model_id", "id"]),
    ("ix_promotion_project_order", "promotion", ["project_id", "id"]),
)


def upgrade() -> None:
    """Go forward."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    """Go back."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
