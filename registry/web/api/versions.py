"""Versions."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import JobView
from registry.contract.models import RegisterVersion, VersionView
from registry.contract.paging import ListVersions
from registry.services import versions
from registry.web.edge import answer, answer_all, answer_stream, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("versions", __name__, url_prefix="/models/<model>/versions")


@blueprint.post("")
@gives(VersionView, 201, body=RegisterVersion, once="kept", tagged=True)
def register_version(model: str) -> Response:
    """Add a version from uploaded files."""
    with writing() as context:
        return answer(versions.register_version(context, model, body(RegisterVersion)), 201)


@blueprint.get("")
@lists(VersionView, ListVersions)
def list_versions(model: str) -> Response:
    """The versions of a model."""
    with reading() as context:
        return answer_all(versions.list_versions(context, model, query(ListVersions)))


@blueprint.get("/<int:number>")
@gives(VersionView, tagged=True)
def get_version(model: str, number: int) -> Response:
    """One version."""
    with reading() as context:
        return answer(versions.get_version(context, model, number))


@blueprint.post("/<int:number>/scan")
@gives(JobView, 202, once="kept")
def request_scan(model: str, number: int) -> Response:
    """Have the files scanned again."""
    with writing() as context:
        return answer(versions.request_scan(context, model, number), 202)


@blueprint.get("/<int:number>/files/<path:path>")
@gives("application/octet-stream")
def download_file(model: str, number: int, path: str) -> Response:
    """One file of a version."""
    with reading() as context:
        reader, size = versions.open_version_file(context, model, number, path)
    return answer_stream(reader, size, "application/octet-stream", path.rsplit("/", 1)[-1])
