"""Uploads that can be resumed.

Revision: 0002. Follows 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("part_size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('"offset" BETWEEN 0 AND size', name=op.f("ck_upload_offset_within")),
        _digest_check("ck_upload_sha256_digest"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name="fk_upload_created_by_user_account"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_upload_project_id_project"),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sa.UniqueConstraint(
            "project_id", "created_by", "sha256", name="uq_upload_project_id_created_by_sha256"
        ),
    )
    op.create_index("ix_upload_created_by", "upload", ["created_by"], unique=False)
    op.create_index("ix_upload_project_id", "upload", ["project_id"], unique=False)
    op.create_index("ix_upload_touched_at", "upload", ["touched_at"], unique=False)
    op.create_table(
        "upload_part",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        _digest_check("ck_upload_part_sha256_digest"),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_upload_part_upload_id_upload"),
        sa.PrimaryKeyConstraint("upload_id", "start", name="pk_upload_part"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("upload_part")
    op.drop_table("upload")


def _digest_check(name: str) -> sa.CheckConstraint:
    """`sha256:` and 64 lower-case hex digits, in words that both databases understand alike."""
    return sa.CheckConstraint(
        "length(sha256) = 71 AND substr(sha256, 1, 7) = 'sha256:'"
        " AND ltrim(substr(sha256, 8), '0123456789abcdef') = ''",
        name=op.f(name),
    )
