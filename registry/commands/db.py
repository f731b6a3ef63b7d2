"""`modelwarden db`: bring the database to the schema of this release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from registry.commands.failures import failures_explained

if TYPE_CHECKING:
    from registry.settings import Settings

app = typer.Typer(help="Upgrade and examine the database's schema.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the schema to this release."""
    with failures_explained():
        from registry.settings import read_settings

        upgrade_database(read_settings())
        typer.echo("The schema is that of this release.")


@app.command()
def revision() -> None:
    """Print the revision that the database has; exit 1 when this release wants another one."""
    with failures_explained():
        from registry.app import open_database
        from registry.db.schema import schema_revisions
        from registry.settings import read_settings, shipped

        found, wanted = schema_revisions(shipped("migrations"), open_database(read_settings()))
        typer.echo(found or "none")
        if found != wanted:
            typer.echo(f"This release wants {wanted}: run `modelwarden db upgrade`.", err=True)
            raise typer.Exit(1)


def upgrade_database(settings: Settings) -> None:
    """Run the migrations that are missing."""
    from registry.app import open_database
    from registry.db.schema import upgrade_schema
    from registry.settings import shipped

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade_schema(shipped("migrations"), open_database(settings))
