"""Artifacts: streamed both ways."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.contract.data import ArtifactView
from registry.domain.canonical import parse_digest
from registry.services import artifacts
from registry.services.projects import find_project
from registry.web.edge import answer, answer_stream, platform, reading, request_chunks, writing
from registry.web.operations import gives

blueprint = Blueprint("artifacts", __name__)


@blueprint.post("/projects/<project>/artifacts")
@gives(ArtifactView, 201, body=bytes, headers=("X-Content-SHA256",))
def upload_artifact(project: str) -> Response:
    """Store the raw body; `X-Content-SHA256: sha256:<hex>` has it checked on arrival."""
    announced = request.headers.get("X-Content-SHA256")
    expected = parse_digest(announced) if announced else None
    with writing() as context:
        room = artifacts.reserve_upload(context, find_project(context, project), request.content_length or 0)
    request.max_content_length = platform().upload_limits.artifact_bytes
    with artifacts.room_reserved(platform(), room):
        # The bytes may take minutes to come, and nobody else should wait for a transaction meanwhile.
        stored = platform().storage.put(request_chunks(), expected=expected)
        with writing() as context:
            view = artifacts.add_artifact(context, find_project(context, project), stored, room)
    return answer(view, 201)


@blueprint.get("/projects/<project>/artifacts/<sha256>")
@gives("application/octet-stream")
def download_artifact(project: str, sha256: str) -> Response:
    """The bytes."""
    with reading() as context:
        reader, size = artifacts.open_artifact(context, find_project(context, project), parse_digest(sha256))
    return answer_stream(reader, size, "application/octet-stream", sha256.removeprefix("sha256:"))
