"""`modelwarden admin backup` and `admin restore`: a whole installation in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.commands.failures import failures_explained

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from registry.settings import Settings

_Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="A file whose first line is the passphrase for the keys."),
]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    *,
    passphrase_file: _Passphrase = None,
    without_keys: Annotated[bool, typer.Option("--without-keys", help="Leave the signing keys out.")] = False,
) -> None:
    """Write database, artifacts and keys to one file, while the server runs or not.

    The rows are those of one moment. Without a passphrase the keys lie open in the file.
    """
    with failures_explained():
        from registry.app import open_installation
        from registry.commands.logs import configure_logs
        from registry.services.backup.taking import KeyFiles, take_backup
        from registry.settings import read_settings

        settings = read_settings()
        configure_logs(settings)
        keys = None if without_keys else KeyFiles(settings.data_dir, _passphrase(passphrase_file))
        if keys is not None and keys.passphrase is None:
            typer.echo(
                "Warning: the signing keys are in the backup in the clear. Whoever reads it can sign in this "
                "registry's name. Use --passphrase-file, or keep the file as you keep the keys.",
                err=True,
            )
        platform = open_installation(settings, create_keys=False).platform
        manifest = take_backup(platform, _patient_engine(settings), file, keys)
        rows = sum(entry.rows for entry in manifest.tables.values())
        typer.echo(
            f"{file}: {rows} rows, {manifest.blobs.count} artifacts and reports "
            f"({manifest.blobs.size} bytes), audit log at {manifest.event_head}."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="What `modelwarden admin backup` wrote.")],
    *,
    passphrase_file: _Passphrase = None,
    check: Annotated[bool, typer.Option("--check", help="Only look whether the file is whole.")] = False,
) -> None:
    """Restore a backup into an empty installation, and verify it before it counts.

    A damaged file is refused, and so is a target with rows or keys; then nothing is changed.
    """
    with failures_explained():
        from registry.commands.logs import configure_logs
        from registry.services.backup.examining import examine_backup
        from registry.settings import read_settings

        settings = read_settings()
        configure_logs(settings)
        if check:
            manifest = examine_backup(file).manifest
            typer.echo(f"{file} is whole: made {manifest.made_at} by release {manifest.release}.")
            return
        _restore(settings, file, _passphrase(passphrase_file))


def _restore(settings: Settings, file: Path, passphrase: str | None) -> None:
    from registry.app.storage import open_storage
    from registry.services.backup.restoring import Target, restore_backup
    from registry.settings import shipped

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = Target(
        _patient_engine(settings), open_storage(settings), settings.data_dir, shipped("migrations")
    )
    manifest = restore_backup(file, target, passphrase)
    typer.echo(
        f"Restored and verified: {sum(entry.rows for entry in manifest.tables.values())} rows, "
        f"{manifest.blobs.count} artifacts and reports, audit log at {manifest.event_head}."
    )
    if manifest.keys is None:
        typer.echo("The backup holds no keys: put them back before the first start.", err=True)


def _patient_engine(settings: Settings) -> Engine:
    from registry.db.engine import PoolSettings, open_engine

    # Reading a whole table may take longer than any request is allowed to.
    return open_engine(settings.database, PoolSettings(size=2, statement_seconds=0))


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return None
    from registry.settings import SettingsError

    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError("The passphrase cannot be read.", why=f"{file}: {error}.") from error
    return lines[0] if lines else ""
