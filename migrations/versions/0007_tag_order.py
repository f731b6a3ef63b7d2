"""Versions with certain tags in the order of their registration, from one index.

Revision: 0007. Follows 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

_COLUMNS = ("version_id", "name", "model_id", "number", "value_digest")


def upgrade() -> None:
    """Go forward."""
    _set_aside()
    _create(sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False))
    op.create_index(
        "ix_version_tag_registered_at",
        "version_tag",
        ["model_id", "name", "value_digest", "registered_at", "version_id"],
        unique=False,
    )
    names = ", ".join(f"old.{name}" for name in _COLUMNS)
    op.execute(
        f"INSERT INTO version_tag ({', '.join(_COLUMNS)}, registered_at) "  # noqa: S608 - words of ours
        f"SELECT {names}, version.registered_at FROM old_version_tag AS old "
        "JOIN version ON version.id = old.version_id"
    )
    op.drop_table("old_version_tag")


def downgrade() -> None:
    """Go back."""
    _set_aside()
    _create()
    names = ", ".join(_COLUMNS)
    op.execute(f"INSERT INTO version_tag ({names}) SELECT {names} FROM old_version_tag")  # noqa: S608 - as above
    op.drop_table("old_version_tag")


def _set_aside() -> None:
    # A column that may not be null cannot be added to a table with rows by SQLite.
    op.execute("CREATE TABLE old_version_tag AS SELECT * FROM version_tag")
    op.drop_table("version_tag")


def _create(*more: sa.Column[object]) -> None:
    op.create_table(
        "version_tag",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value_digest", sa.String(length=71), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_version_tag_model_id_model"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_version_tag_version_id_version"),
        sa.PrimaryKeyConstraint("version_id", "name", name="pk_version_tag"),
    )
    op.create_index(
        "ix_version_tag_name",
        "version_tag",
        ["model_id", "name", "value_digest", "number", "version_id"],
        unique=False,
    )
