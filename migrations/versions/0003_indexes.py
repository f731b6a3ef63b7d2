"""Indexes for what lists filter and order by, and tables to search by tags.

Revision: 0003. Follows 0001.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

# Index, table, columns now, columns before; None where there was no such index.
INDEXES: tuple[tuple[str, str, list[str], list[str] | None], ...] = (
    ("ix_alias_move_model_id", "alias_move", ["model_id", "name", "id"], ["model_id"]),
    ("ix_event_action", "event", ["project_id", "action", "seq"], ["action"]),
    ("ix_event_actor_id", "event", ["actor_id", "project_id", "seq"], ["actor_id"]),
    ("ix_event_at", "event", ["project_id", "at", "seq"], None),
    ("ix_event_project_id", "event", ["project_id", "seq"], ["project_id"]),
    ("ix_event_subject", "event", ["project_id", "subject_kind", "subject_id", "seq"], None),
    ("ix_evidence_version_id", "evidence", ["version_id", "kind", "id"], ["version_id"]),
    ("ix_job_kind", "job", ["project_id", "kind", "id"], None),
    ("ix_job_project_id", "job", ["project_id", "state", "id"], ["project_id"]),
    ("ix_job_state", "job", ["state", "id"], ["state"]),
    ("ix_model_created_at", "model", ["created_at", "id"], None),
    ("ix_model_owner", "model", ["owner", "name", "id"], None),
    ("ix_model_project_id", "model", ["project_id", "name", "id"], ["project_id"]),
    ("ix_model_risk_tier", "model", ["risk_tier", "name", "id"], None),
    ("ix_promotion_environment_id", "promotion", ["environment_id", "state", "id"], None),
    ("ix_promotion_model_id", "promotion", ["model_id", "state", "id"], ["model_id"]),
    ("ix_promotion_project_id", "promotion", ["project_id", "state", "id"], ["project_id"]),
    ("ix_promotion_state", "promotion", ["state", "id"], ["state"]),
    ("ix_report_version_id", "report", ["version_id", "id"], ["version_id"]),
    ("ix_run_project_id", "run", ["project_id", "id"], ["project_id"]),
    ("ix_token_user_id", "token", ["user_id", "id"], ["user_id"]),
    ("ix_version_registered_at", "version", ["model_id", "registered_at", "id"], None),
    ("ix_waiver_model_id", "waiver", ["model_id", "id"], ["model_id"]),
)
_BATCH = 1000


def upgrade() -> None:
    """Go forward."""
    for name, table, columns, before in INDEXES:
        if before is not None:
            op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False)
    # The unique key of (model_id, number) begins with the same column.
    op.drop_index("ix_version_model_id", table_name="version")
    op.create_index(
        "ix_model_name", "model", ["name"], unique=False, postgresql_ops={"name": "varchar_pattern_ops"}
    )
    _create_model_tag()
    _create_version_tag()
    _fill("model", "id AS model_id", "model_tag")
    _fill("version", "id AS version_id, model_id, number", "version_tag")


def downgrade() -> None:
    """Go back."""
    op.drop_table("version_tag")
    op.drop_table("model_tag")
    op.drop_index("ix_model_name", table_name="model")
    op.create_index("ix_version_model_id", "version", ["model_id"], unique=False)
    for name, table, _, before in reversed(INDEXES):
        op.drop_index(name, table_name=table)
        if before is not None:
            op.create_index(name, table, before, unique=False)


def _create_model_tag() -> None:
    op.create_table(
        "model_tag",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value_digest", sa.String(length=71), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_model_tag_model_id_model"),
        sa.PrimaryKeyConstraint("model_id", "name", name="pk_model_tag"),
    )
    op.create_index("ix_model_tag_name", "model_tag", ["name", "value_digest", "model_id"], unique=False)


def _create_version_tag() -> None:
    op.create_table(
        "version_tag",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value_digest", sa.String(length=71), nullable=False),
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


def _fill(source: str, columns: str, target: str) -> None:
    """Write a search row for each tag that a row has already."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(f"SELECT {columns}, tags FROM {source}"))  # noqa: S608 - words of ours
    for batch in rows.mappings().partitions(_BATCH):
        found = [tag for row in batch for tag in _tags(dict(row))]
        if found:
            names = list(found[0])
            values = ", ".join(f":{name}" for name in names)
            insert = f"INSERT INTO {target} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - as above
            connection.execute(sa.text(insert), found)


def _tags(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    tags = row.pop("tags")
    for name, value in (json.loads(tags) if isinstance(tags, str) else tags).items():
        yield row | {
            "name": name,
            "value_digest": f"sha256:{hashlib.sha256(value.encode()).hexdigest()}",
        }
