"""Indexes for the audit log of all projects and for the list of reports.

Revision: 0011. Follows 0010.
"""

from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_event_action_anywhere", "event", ["action", "seq"])
    op.create_index("ix_event_actor_anywhere", "event", ["actor_id", "seq"])
    op.drop_index("ix_report_project_id", table_name="report")
    op.create_index("ix_report_project_id", "report", ["project_id", "id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_report_project_id", table_name="report")
    op.create_index("ix_report_project_id", "report", ["project_id"])
    op.drop_index("ix_event_actor_anywhere", table_name="event")
    op.drop_index("ix_event_action_anywhere", table_name="event")
