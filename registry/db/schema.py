"""The schema's revisions: bring a database to the newest one, and say where it stands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from registry.db.engine import outages_explained


def migrations_of(migrations: Path, engine: Engine) -> Config:
    """Alembic's configuration for these migrations on this database."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["engine"] = engine
    return config


def upgrade_schema(migrations: Path, engine: Engine) -> None:
    """Run the migrations that are missing.

    Raises:
        DatabaseError: the database does not answer.
    """
    with outages_explained():
        command.upgrade(migrations_of(migrations, engine), "head")


def schema_revisions(migrations: Path, engine: Engine) -> tuple[str | None, str | None]:
    """The revision that the database has, and the one that this release wants.

    Raises:
        DatabaseError: the database does not answer.
    """
    wanted = ScriptDirectory.from_config(migrations_of(migrations, engine)).get_current_head()
    with outages_explained(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), wanted
