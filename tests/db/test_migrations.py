"""The migrations make the schema that the rows describe, undo it, and break without a trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from registry.db import metadata
from registry.db.schema import migrations_of, schema_revisions
from registry.settings import shipped
from tests.db.rows import count_rows, fill
from tests.db.schema import describe, triggers

MIGRATIONS = shipped("migrations")

MIGRATION = '''"""One that comes later."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{revision}", "{after}", None, None
def upgrade():
    op.create_table("{revision}", sa.Column("id", sa.Integer(), nullable=False))
    op.execute("UPDATE environment SET protected = false")
    {end}
'''


@pytest.fixture
def config(engine: Engine) -> Config:
    return migrations_of(MIGRATIONS, engine)


def test_up_down_up_gives_the_same_schema_again_with_rows_in_it(engine: Engine, config: Config) -> None:
    before, made = describe(engine), triggers(engine)
    with engine.begin() as connection:
        fill(connection)
    command.downgrade(config, "base")
    assert (describe(engine), triggers(engine)) == ([], [])
    command.upgrade(config, "head")
    assert describe(engine) == before
    assert triggers(engine) == made
    with engine.begin() as connection:
        fill(connection)


def test_alembic_finds_nothing_to_migrate(config: Config) -> None:
    command.check(config)


def test_the_schema_is_that_of_the_rows_to_the_last_constraint(engine: Engine, config: Config) -> None:
    """`alembic check` does not look at CHECK constraints, and a new member of an enum is one."""
    migrated = describe(engine)
    command.downgrade(config, "base")
    metadata.create_all(engine)
    assert migrated == describe(engine)


def test_when_the_second_of_two_migrations_breaks_the_first_is_undone_too(
    engine: Engine, tmp_path: Path
) -> None:
    before = describe(engine)
    head, _ = schema_revisions(MIGRATIONS, engine)
    broken = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    for revision, after, end in (
        ("good", head, "pass"),
        ("broken", "good", "raise RuntimeError('no power')"),
    ):
        text = MIGRATION.format(revision=revision, after=after, end=end)
        (broken / "versions" / f"{revision}.py").write_text(text, "utf-8")
    with pytest.raises(RuntimeError, match="no power"):
        command.upgrade(migrations_of(broken, engine), "head")
    assert describe(engine) == before
    assert schema_revisions(MIGRATIONS, engine) == (head, head)


def test_every_table_can_be_filled(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, 1)
        fill(connection, 2)
    with engine.connect() as connection:
        assert count_rows(connection) == dict.fromkeys(metadata.tables, 2)
