"""Policy bundles that were ever in force."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.domain.canonical import hex_of, parse_digest
from registry.services import bundles
from registry.web.edge import answer_bytes, reading
from registry.web.operations import gives

blueprint = Blueprint("bundles", __name__, url_prefix="/bundles")


@blueprint.get("/<sha256>")
@gives("application/gzip")
def download_bundle(sha256: str) -> Response:
    """A bundle by the SHA-256 of its archive."""
    with reading() as context:
        archive = bundles.read_archived_bundle(context, parse_digest(sha256)).archive
    return answer_bytes(archive, "application/gzip", f"{hex_of(sha256)}.tar.gz")
