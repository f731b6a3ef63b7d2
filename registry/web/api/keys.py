"""Public keys and certificates: open to everybody, since verifying needs no account."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import Page, PageQuery
from registry.contract.people import KeyFileView
from registry.domain.errors import NotFoundError
from registry.web.edge import answer_all, answer_bytes, platform, query
from registry.web.operations import gives, lists

blueprint = Blueprint("keys", __name__, url_prefix="/keys")


@blueprint.get("")
@lists(KeyFileView, open=True)
def list_keys() -> Response:
    """The names of the files."""
    names = sorted(platform().keys.public_bundle())
    asked = query(PageQuery)
    first = next((index for index, name in enumerate(names) if name > asked.cursor), len(names))
    shown = names[first : first + asked.limit]
    following = shown[-1] if len(names) > first + asked.limit else ""
    return answer_all(Page((KeyFileView(file=name) for name in shown), following))


@blueprint.get("/<name>")
@gives("application/octet-stream", open=True)
def download_key(name: str) -> Response:
    """One of the files."""
    files = platform().keys.public_bundle()
    if name not in files:
        raise NotFoundError(f"No public file {name!r}.", remedy="GET /api/v1/keys lists them.")
    return answer_bytes(files[name], "application/octet-stream", name)
