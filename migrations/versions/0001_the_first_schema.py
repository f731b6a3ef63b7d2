"""The first schema.

Revision: 0001. Follows nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "event",
    "version",
    "version_file",
    "dataset_version",
    "evidence",
    "decision",
    "review",
    "alias_move",
    "lineage_edge",
    "waiver_approval",
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "bundle",
        sa.Column("sha256", sa.String(length=71), nullable=False),
        sa.Column("revision", sa.String(length=128), nullable=False),
        sa.Column("key_id", sa.String(length=128), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("sha256", "ck_bundle_sha256_digest"),
        sa.PrimaryKeyConstraint("sha256", name="pk_bundle"),
        sa.UniqueConstraint("revision", name="uq_bundle_revision"),
    )
    op.create_index("ix_bundle_active", "bundle", ["active"], unique=False)

    op.create_table(
        "environment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_environment"),
        sa.UniqueConstraint("alias", name="uq_environment_alias"),
        sa.UniqueConstraint("name", name="uq_environment_name"),
    )
    op.create_table(
        "lineage_edge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "source_kind",
            sa.Enum(
                "dataset_version",
                "run",
                "version",
                "evidence",
                "deployment",
                name="source_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column(
            "target_kind",
            sa.Enum(
                "dataset_version",
                "run",
                "version",
                "evidence",
                "deployment",
                name="target_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "training",
                "validation",
                "evaluation",
                "produced",
                "parent",
                "evidence_of",
                "deployed",
                name="edgerole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lineage_edge"),
        sa.UniqueConstraint(
            "source_kind", "source_id", "target_kind", "target_id", "role", name="uq_lineage_edge_edge"
        ),
    )
    op.create_index("ix_lineage_edge_source_id", "lineage_edge", ["source_id"], unique=False)
    op.create_index("ix_lineage_edge_target_id", "lineage_edge", ["target_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "risk_tier",
            sa.Enum(
                "prohibited",
                "high",
                "limited",
                "minimal",
                name="risktier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("packs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("name", name="uq_project_name"),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("username", name="uq_user_account_username"),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
    )
    op.create_table(
        "artifact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("sha256", "ck_artifact_sha256_digest"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_artifact_project_id_project"),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name="fk_artifact_uploaded_by_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_artifact"),
        sa.UniqueConstraint("project_id", "sha256", name="uq_artifact_project_id_sha256"),
    )
    op.create_index("ix_artifact_project_id", "artifact", ["project_id"], unique=False)
    op.create_index("ix_artifact_sha256", "artifact", ["sha256"], unique=False)

    op.create_table(
        "dataset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name="fk_dataset_created_by_user_account"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_dataset_project_id_project"),
        sa.PrimaryKeyConstraint("id", name="pk_dataset"),
        sa.UniqueConstraint("project_id", "name", name="uq_dataset_project_id_name"),
    )
    op.create_index("ix_dataset_project_id", "dataset", ["project_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "compute_evidence",
                "scan_version",
                "reevaluate",
                "render_report",
                "profile_dataset",
                name="jobkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("error", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_job_progress_percent")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name="fk_job_created_by_user_account"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_job_project_id_project"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_project_id", "job", ["project_id"], unique=False)
    op.create_index("ix_job_state", "job", ["state"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "contributor",
                "validator",
                "risk_reviewer",
                "legal_reviewer",
                "auditor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_member_project_id_project"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_member_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("project_id", "user_id", "role", name="uq_member_project_id_user_id_role"),
    )
    op.create_index("ix_member_project_id", "member", ["project_id"], unique=False)
    op.create_index("ix_member_user_id", "member", ["user_id"], unique=False)

    op.create_table(
        "model",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "risk_tier",
            sa.Enum(
                "prohibited",
                "high",
                "limited",
                "minimal",
                name="risktier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("accountable_person", sa.String(length=200), nullable=False),
        sa.Column("intended_purpose", sa.String(length=4000), nullable=False),
        sa.Column("on_call", sa.String(length=200), nullable=False),
        sa.Column("escalation_path", sa.String(length=1000), nullable=False),
        sa.Column("runbook", sa.String(length=1000), nullable=False),
        sa.Column("fallback", sa.String(length=1000), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name="fk_model_created_by_user_account"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_model_project_id_project"),
        sa.PrimaryKeyConstraint("id", name="pk_model"),
        sa.UniqueConstraint("name", name="uq_model_name"),
    )
    op.create_index("ix_model_project_id", "model", ["project_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code_commit", sa.String(length=64), nullable=False),
        sa.Column("parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("metrics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name="fk_run_created_by_user_account"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_run_project_id_project"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_project_id", "run", ["project_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(length=71), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_session_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_index("ix_session_user_id", "session", ["user_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=71), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_token_project_id_project"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_token_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
    )
    op.create_index("ix_token_user_id", "token", ["user_id"], unique=False)

    op.create_table(
        "dataset_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("file_sha256", sa.String(length=71), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("columns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("profile", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("datasheet", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("digest", "ck_dataset_version_digest_digest"),
        _digest_check("file_sha256", "ck_dataset_version_file_sha256_digest"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_dataset_version_number_positive")),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name="fk_dataset_version_dataset_id_dataset"),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["user_account.id"], name="fk_dataset_version_registered_by_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dataset_version"),
        sa.UniqueConstraint("dataset_id", "number", name="uq_dataset_version_dataset_id_number"),
    )
    op.create_index("ix_dataset_version_dataset_id", "dataset_version", ["dataset_id"], unique=False)
    op.create_index("ix_dataset_version_digest", "dataset_version", ["digest"], unique=False)

    op.create_table(
        "version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("framework", sa.String(length=200), nullable=False),
        sa.Column("parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("metrics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signature", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("code_commit", sa.String(length=64), nullable=False),
        sa.Column("environment", sa.String(length=4000), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("digest", "ck_version_digest_digest"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_version_number_positive")),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_version_model_id_model"),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["user_account.id"], name="fk_version_registered_by_user_account"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_version_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.UniqueConstraint("model_id", "number", name="uq_version_model_id_number"),
    )
    op.create_index("ix_version_digest", "version", ["digest"], unique=False)
    op.create_index("ix_version_model_id", "version", ["model_id"], unique=False)

    op.create_table(
        "waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("environment_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("version_digest", sa.String(length=71), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("compensating_controls", sa.String(length=4000), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > not_before", name=op.f("ck_waiver_window")),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["environment.id"], name="fk_waiver_environment_id_environment"
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_waiver_model_id_model"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_waiver_project_id_project"),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["user_account.id"], name="fk_waiver_requested_by_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_waiver"),
    )
    op.create_index("ix_waiver_model_id", "waiver", ["model_id"], unique=False)
    op.create_index("ix_waiver_project_id", "waiver", ["project_id"], unique=False)

    op.create_table(
        "alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_alias_model_id_model"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_alias_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
        sa.UniqueConstraint("model_id", "name", name="uq_alias_model_id_name"),
    )
    op.create_index("ix_alias_model_id", "alias", ["model_id"], unique=False)
    op.create_index("ix_alias_version_id", "alias", ["version_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "performance",
                "fairness",
                "explanation",
                "data_profile",
                "drift",
                "scan",
                "attestation",
                "document",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "assurance",
            sa.Enum(
                "declared",
                "recomputed",
                "reproduced",
                "independent",
                name="assurance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("dataset_version_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("produced_by", sa.Uuid(), nullable=False),
        sa.Column("produced_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("digest", "ck_evidence_digest_digest"),
        sa.ForeignKeyConstraint(
            ["dataset_version_id"],
            ["dataset_version.id"],
            name="fk_evidence_dataset_version_id_dataset_version",
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_evidence_job_id_job"),
        sa.ForeignKeyConstraint(
            ["produced_by"], ["user_account.id"], name="fk_evidence_produced_by_user_account"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_evidence_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_digest", "evidence", ["digest"], unique=False)
    op.create_index("ix_evidence_job_id", "evidence", ["job_id"], unique=False)
    op.create_index("ix_evidence_version_id", "evidence", ["version_id"], unique=False)

    op.create_table(
        "promotion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("environment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "promote",
                "rollback",
                "break_glass",
                name="promotionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "refused",
                "ready",
                "applied",
                "withdrawn",
                name="promotionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("break_glass_reason", sa.String(length=4000), nullable=True),
        sa.Column("break_glass_by", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("attestation", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["break_glass_by"], ["user_account.id"], name="fk_promotion_break_glass_by_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["user_account.id"], name="fk_promotion_closed_by_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["environment.id"], name="fk_promotion_environment_id_environment"
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_promotion_model_id_model"),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["user_account.id"], name="fk_promotion_opened_by_user_account"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_promotion_project_id_project"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_promotion_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_promotion"),
    )
    op.create_index("ix_promotion_model_id", "promotion", ["model_id"], unique=False)
    op.create_index("ix_promotion_project_id", "promotion", ["project_id"], unique=False)
    op.create_index("ix_promotion_state", "promotion", ["state"], unique=False)
    op.create_index("ix_promotion_version_id", "promotion", ["version_id"], unique=False)
    op.create_index(
        "uq_promotion_alive",
        "promotion",
        ["version_id", "environment_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('applied', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('applied', 'withdrawn')"),
    )

    op.create_table(
        "version_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=512), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        _digest_check("sha256", "ck_version_file_sha256_digest"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_version_file_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_version_file"),
        sa.UniqueConstraint("version_id", "path", name="uq_version_file_version_id_path"),
    )
    op.create_index("ix_version_file_sha256", "version_file", ["sha256"], unique=False)
    op.create_index("ix_version_file_version_id", "version_file", ["version_id"], unique=False)

    op.create_table(
        "waiver_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("waiver_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "contributor",
                "validator",
                "risk_reviewer",
                "legal_reviewer",
                "auditor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["user_account.id"], name="fk_waiver_approval_approver_id_user_account"
        ),
        sa.ForeignKeyConstraint(["waiver_id"], ["waiver.id"], name="fk_waiver_approval_waiver_id_waiver"),
        sa.PrimaryKeyConstraint("id", name="pk_waiver_approval"),
        sa.UniqueConstraint("waiver_id", "approver_id", name="uq_waiver_approval_waiver_id_approver_id"),
    )
    op.create_index("ix_waiver_approval_waiver_id", "waiver_approval", ["waiver_id"], unique=False)

    op.create_table(
        "alias_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=True),
        sa.Column("to_version_id", sa.Uuid(), nullable=True),
        sa.Column("promotion_id", sa.Uuid(), nullable=True),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["version.id"], name="fk_alias_move_from_version_id_version"
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name="fk_alias_move_model_id_model"),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["user_account.id"], name="fk_alias_move_moved_by_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name="fk_alias_move_promotion_id_promotion"
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["version.id"], name="fk_alias_move_to_version_id_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alias_move"),
    )
    op.create_index("ix_alias_move_model_id", "alias_move", ["model_id"], unique=False)
    op.create_index("ix_alias_move_promotion_id", "alias_move", ["promotion_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "allow",
                "needs_approval",
                "deny",
                "error",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occasion", sa.String(length=32), nullable=False),
        sa.Column("input_content", sa.LargeBinary(), nullable=False),
        sa.Column("input_digest", sa.String(length=71), nullable=False),
        sa.Column("decision_content", sa.LargeBinary(), nullable=False),
        sa.Column("decision_digest", sa.String(length=71), nullable=False),
        sa.Column("policy_revision", sa.String(length=128), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=71), nullable=False),
        sa.Column("provenance", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("decision_digest", "ck_decision_decision_digest_digest"),
        _digest_check("input_digest", "ck_decision_input_digest_digest"),
        sa.ForeignKeyConstraint(
            ["bundle_sha256"], ["bundle.sha256"], name="fk_decision_bundle_sha256_bundle"
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name="fk_decision_promotion_id_promotion"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_promotion_id", "decision", ["promotion_id"], unique=False)

    op.create_table(
        "event",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=71), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        _digest_check("digest", "ck_event_digest_digest"),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name="fk_event_actor_id_user_account"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_event_project_id_project"),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name="fk_event_promotion_id_promotion"),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
        sa.UniqueConstraint("digest", name="uq_event_digest"),
        sa.UniqueConstraint("id", name="uq_event_id"),
    )
    op.create_index("ix_event_action", "event", ["action"], unique=False)
    op.create_index("ix_event_actor_id", "event", ["actor_id"], unique=False)
    op.create_index("ix_event_project_id", "event", ["project_id"], unique=False)
    op.create_index("ix_event_promotion_id", "event", ["promotion_id"], unique=False)
    op.create_index("ix_event_subject_id", "event", ["subject_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "audit_report",
                "model_card_html",
                "model_card_pdf",
                "model_card_markdown",
                "model_card_json",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("sha256", "ck_report_sha256_digest"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name="fk_report_created_by_user_account"
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_report_decision_id_decision"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_report_job_id_job"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_report_project_id_project"),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name="fk_report_promotion_id_promotion"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_report_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_job_id", "report", ["job_id"], unique=False)
    op.create_index("ix_report_project_id", "report", ["project_id"], unique=False)
    op.create_index("ix_report_promotion_id", "report", ["promotion_id"], unique=False)
    op.create_index("ix_report_version_id", "report", ["version_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "contributor",
                "validator",
                "risk_reviewer",
                "legal_reviewer",
                "auditor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "approve",
                "reject",
                "request_changes",
                name="reviewverdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("meaning", sa.String(length=1000), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("version_digest", sa.String(length=71), nullable=False),
        sa.Column(
            "evidence_digests", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("policy_revision", sa.String(length=128), nullable=False),
        sa.Column("envelope", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        _digest_check("version_digest", "ck_review_version_digest_digest"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_review_decision_id_decision"),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name="fk_review_promotion_id_promotion"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user_account.id"], name="fk_review_reviewer_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_promotion_id", "review", ["promotion_id"], unique=False)
    for statement in _append_only(op.get_bind().dialect.name):
        op.execute(statement)


def _digest_check(column: str, name: str) -> sa.CheckConstraint:
    """`sha256:` and 64 lower-case hex digits, in words that both databases understand alike."""
    return sa.CheckConstraint(
        f"length({column}) = 71 AND substr({column}, 1, 7) = 'sha256:'"
        f" AND ltrim(substr({column}, 8), '0123456789abcdef') = ''",
        name=op.f(name),  # In full: the naming convention shall not be applied once more.
    )


def _append_only(dialect: str) -> list[str]:
    """Triggers that refuse UPDATE and DELETE on what must never change."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in APPEND_ONLY
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        (
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        ),
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in APPEND_ONLY
        ),
    ]


def downgrade() -> None:
    """Go back."""
    op.drop_table("review")
    op.drop_table("report")
    op.drop_table("event")
    op.drop_table("decision")
    op.drop_table("alias_move")
    op.drop_table("waiver_approval")
    op.drop_table("version_file")
    op.drop_table("promotion")
    op.drop_table("evidence")
    op.drop_table("alias")
    op.drop_table("waiver")
    op.drop_table("version")
    op.drop_table("dataset_version")
    op.drop_table("token")
    op.drop_table("session")
    op.drop_table("run")
    op.drop_table("model")
    op.drop_table("member")
    op.drop_table("job")
    op.drop_table("dataset")
    op.drop_table("artifact")
    op.drop_table("worker")
    op.drop_table("user_account")
    op.drop_table("project")
    op.drop_table("lineage_edge")
    op.drop_table("environment")
    op.drop_table("bundle")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
