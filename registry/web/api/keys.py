"""Public keys and certificates: open to everybody, since verifying needs no account."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from registry.domain.errors import NotFoundError
from registry.web.edge import answer_bytes, platform

blueprint = Blueprint("keys", __name__, url_prefix="/keys")


@blueprint.get("")
def list_keys() -> Response:
    """The names of the files."""
    return jsonify({"items": [{"file": name} for name in sorted(platform().keys.public_bundle())]})


@blueprint.get("/<name>")
def download_key(name: str) -> Response:
    """One of the files."""
    files = platform().keys.public_bundle()
    if name not in files:
        raise NotFoundError(f"No public file {name!r}.", remedy="GET /api/v1/keys lists them.")
    return answer_bytes(files[name], "application/octet-stream", name)
