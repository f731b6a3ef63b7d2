"""`modelwarden artifact`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.bars import transfers
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ProjectName
from modelwarden.cli.output import Column, say, show_json, show_one, show_paths
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.artifacts import Artifact, Upload

app = noun_app("artifact")

_FIELDS: tuple[Column[Artifact], ...] = (
    Column("SHA-256", lambda artifact: artifact.sha256, "bold"),
    Column("Bytes", lambda artifact: artifact.size),
)
_UPLOAD: tuple[Column[Upload], ...] = (
    Column("Id", lambda upload: upload.id, "bold"),
    Column("Arrived", lambda upload: upload.offset),
    Column("Bytes", lambda upload: upload.size),
)

UploadId = Annotated[str, typer.Argument(metavar="UPLOAD", help="The upload's id.")]


@app.command()
@writes
def upload(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")],
    project: ProjectName,
    *,
    as_json: AsJson = False,
) -> None:
    """Send a file; a large one goes in parts, and goes on where it broke off."""
    with connect() as client, transfers() as on_transfer:
        made = client.artifacts.upload(project, file, on_transfer=on_transfer)
    show_one(made, _FIELDS, as_json=as_json)


@app.command()
def download(
    sha256: Annotated[str, typer.Argument(metavar="DIGEST", help="sha256:... of the file.")],
    project: ProjectName,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write the bytes with this digest to a file, verified; prints the path."""
    with connect() as client, transfers() as on_transfer:
        path = client.artifacts.download(project, sha256, output, on_transfer=on_transfer)
    show_paths([path], as_json=as_json)


@app.command("show-upload")
def show_upload(upload_id: UploadId, project: ProjectName, *, as_json: AsJson = False) -> None:
    """How far an upload in parts has come."""
    with connect() as client:
        found = client.artifacts.get_upload(project, upload_id)
    show_one(found, _UPLOAD, as_json=as_json)


@app.command("give-up")
@writes
def give_up(upload_id: UploadId, project: ProjectName, *, as_json: AsJson = False) -> None:
    """Give an upload in parts up; nothing of it is kept."""
    with connect() as client:
        client.artifacts.give_up_upload(project, upload_id)
    if as_json:
        show_json({"id": upload_id, "given_up": True})
    say("Nothing of it is kept.")
