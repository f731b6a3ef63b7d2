"""Uploads in parts: for large files, and connections that break."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from registry.contract.data import ArtifactView
from registry.contract.uploads import OpenUpload, UploadView
from registry.domain.canonical import parse_digest
from registry.domain.errors import InvalidInputError
from registry.services import uploads
from registry.services.projects import find_project
from registry.services.upload_completion import complete_upload
from registry.web.edge import answer, as_id, body, current_actor, platform, reading, request_chunks, writing
from registry.web.operations import gives

blueprint = Blueprint("uploads", __name__, url_prefix="/projects/<project>/uploads")


@blueprint.post("")
@gives(UploadView, 201, body=OpenUpload, also=(409, 413))
def open_upload(project: str) -> Response:
    """Begin an upload in parts, or find the one that was begun with this digest; go on from its `offset`."""
    with writing() as context:
        command = body(OpenUpload)
        return _answer(uploads.open_upload(context, find_project(context, project), command), 201)


@blueprint.get("/<upload_id>")
@gives(UploadView, tagged=True)
def get_upload(project: str, upload_id: str) -> Response:
    """How far an upload has come. With HEAD, the header `Upload-Offset` alone says it."""
    with reading() as context:
        return _answer(uploads.get_upload(context, find_project(context, project), as_id(upload_id)))


@blueprint.patch("/<upload_id>")
@gives(UploadView, body=bytes, headers=("Upload-Offset!", "X-Content-SHA256!"), also=(409,))
def send_part(project: str, upload_id: str) -> Response:
    """Send the next part as raw body, with `Upload-Offset: <bytes>` and `X-Content-SHA256: sha256:<hex>`.

    A part that begins elsewhere than the upload stands is refused with 409 and the right `offset`.
    """
    name, start, announced = as_id(upload_id), _start(), parse_digest(_header("X-Content-SHA256"))
    with reading() as context:
        size = uploads.expect_part(context, find_project(context, project), name, start)
    uploads.require_whole_part(request.content_length, size)
    stored = platform().storage.room(name).put(request_chunks(), expected=announced)
    with writing() as context:
        return _answer(uploads.add_part(context, find_project(context, project), name, start, stored))


@blueprint.post("/<upload_id>/complete")
@gives(ArtifactView, 201, also=(409, 422))
def finish_upload(project: str, upload_id: str) -> Response:
    """Join the parts, compare the whole with its digest, and make it an artifact. May be asked for again."""
    return answer(complete_upload(platform(), current_actor(), project, as_id(upload_id)), 201)


@blueprint.delete("/<upload_id>")
@gives(None, 204)
def give_up_upload(project: str, upload_id: str) -> Response:
    """Give an upload up; nothing of it is kept."""
    with writing() as context:
        uploads.give_up_upload(context, find_project(context, project), as_id(upload_id))
    platform().storage.clear_room(as_id(upload_id))
    return Response(status=204)


def _answer(view: UploadView, status: int = 200) -> Response:
    response = answer(view, status)
    response.headers["Upload-Offset"] = str(view.offset)
    response.headers["Upload-Length"] = str(view.size)
    return response


def _start() -> int:
    text = _header("Upload-Offset")
    if not re.fullmatch(r"[0-9]{1,16}", text):
        raise InvalidInputError(
            "`Upload-Offset` is not a number of bytes.", remedy="Send where the part begins, from 0."
        )
    return int(text)


def _header(name: str) -> str:
    text = request.headers.get(name, "")
    if not text:
        raise InvalidInputError(
            f"The header `{name}` is missing.",
            why="Without it, nobody could tell where the part belongs and whether it is whole.",
            remedy="Send it with every part.",
        )
    return text
