"""`modelwarden db`: bring the database to the schema of this release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from registry.commands.failures import failures_explained

if TYPE_CHECKING:
    from alembic.config import Config

    from registry.settings import Settings

app = typer.Typer(help="Upgrade and examine the database's schema.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the schema to this release."""
    with failures_explained():
        from registry.settings import Settings

        upgrade_database(Settings())
        typer.echo("The schema is that of this release.")


@app.command()
def check() -> None:
    """Say whether the tables and the code agree; exit 1 when they do not."""
    with failures_explained():
        from alembic import command

        from registry.settings import Settings

        command.check(alembic_config(Settings()))


def upgrade_database(settings: Settings) -> None:
    """Run the migrations that are missing."""
    from alembic import command

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(alembic_config(settings), "head")


def alembic_config(settings: Settings) -> Config:
    """Alembic's configuration for the shipped migrations and this installation's database."""
    from alembic.config import Config

    from registry.app import open_database
    from registry.settings import shipped

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    config.attributes["engine"] = open_database(settings)
    return config
