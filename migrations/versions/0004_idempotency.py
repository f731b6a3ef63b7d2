"""Idempotency keys with the answers that they had.

Revision: 0004. Follows 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "idempotency",
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key_digest", sa.String(length=71), nullable=False),
        sa.Column("request_digest", sa.String(length=71), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("key_digest"),
        _digest_check("request_digest"),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name="fk_idempotency_actor_id_user_account"
        ),
        sa.PrimaryKeyConstraint("actor_id", "key_digest", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_expires_at", "idempotency", ["expires_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("idempotency")


def _digest_check(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"length({column}) = 71 AND substr({column}, 1, 7) = 'sha256:'"
        f" AND ltrim(substr({column}, 8), '0123456789abcdef') = ''",
        name=op.f(f"ck_idempotency_{column}_digest"),  # In full: no convention is applied once more.
    )
