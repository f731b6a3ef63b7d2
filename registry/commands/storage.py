"""`modelwarden admin storage`: is what was stored still there, and still what it was."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from registry.commands.failures import failures_explained

if TYPE_CHECKING:
    from registry.services.storage_verification import Verification

app = typer.Typer(help="Examine the artifacts on disk or in S3.", no_args_is_help=True)


@app.callback()
def storage() -> None:
    """Examine the artifacts on disk or in S3."""


@app.command()
def verify(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of lines.")
    ] = False,
) -> None:
    """Read everything that the database knows, and compare it with its digest.

    Ends with status 1 if something is missing or was changed, and also if the storage does not answer. Blobs
    that the database knows nothing of are told, too, and are no failure. The bytes are read one after the
    other, so it may take long; memory does not grow.
    """
    with failures_explained():
        from registry.app import open_installation
        from registry.commands.progress import progress_on_stderr
        from registry.services.storage_verification import verify_storage
        from registry.settings import Settings

        platform = open_installation(Settings(), create_keys=False).platform
        with progress_on_stderr("Verifying storage") as on_step:
            found = verify_storage(platform, on_step)
    if as_json:
        typer.echo(json.dumps({"sound": found.sound, **dataclasses.asdict(found)}, indent=2))
    else:
        for line in _lines(found):
            typer.echo(line)
    if not found.sound:
        raise typer.Exit(1)


def _lines(found: Verification) -> Iterator[str]:
    for finding in found.missing:
        yield f"missing  {finding.sha256}  {', '.join(finding.kinds)}"
    for finding in found.changed:
        yield f"changed  {finding.sha256}  {', '.join(finding.kinds)}  {finding.why}"
    for blob in found.unknown:
        yield f"unknown  {blob.sha256}  {blob.size} bytes"
    yield (
        f"{found.blobs} blobs ({found.bytes} bytes) and {found.documents} documents: "
        f"{len(found.missing)} missing, {len(found.changed)} changed; {len(found.unknown)} unknown blobs."
    )
    if not found.sound:
        yield "Restore them from a backup; a missing or changed file may also be uploaded again."
