"""The routes of the web application, as the composition root puts them together."""

from __future__ import annotations

import inspect
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask

from registry.app import create_app, open_installation
from registry.contract.base import Shape
from registry.settings import Settings
from registry.web.operations import operation_of
from tools.reference.markdown import first_paragraph

_QUIET = {"HEAD", "OPTIONS"}
_STATIC = "Style sheets, scripts and pictures."


@dataclass(frozen=True, order=True)
class Route:
    """One path and method. `body` is the shape of its JSON body, `query` of its query, if it takes one."""

    path: str
    method: str
    home: str
    summary: str
    body: type[Shape] | None
    query: type[Shape] | None = None


def routes() -> list[Route]:
    """All of them, in order of path and method."""
    app = application()
    found = [
        _route(app, rule.rule, method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - _QUIET
    ]
    return sorted(found, key=lambda route: (route.path, route.method))


def application() -> Flask:
    """A real one on an empty installation of its own; nothing is started or served."""
    with tempfile.TemporaryDirectory(prefix="modelwarden-docs-") as directory:
        settings = Settings(data_dir=Path(directory), database_url=None, s3_bucket=None, opa_url=None)
        installation = open_installation(settings)
        return create_app(installation.platform, bundle_token=installation.bundle_token)


def _route(app: Flask, path: str, method: str, endpoint: str) -> Route:
    promised = operation_of(app.view_functions[endpoint])
    view = inspect.unwrap(app.view_functions[endpoint])
    # Flask's own view of static files tells of its settings, and not of what is in them.
    summary = _STATIC if endpoint.endswith("static") else first_paragraph(inspect.getdoc(view))
    body = promised.body if promised and promised.body is not bytes else None
    query = promised.query if promised else None
    return Route(path, method, view.__module__, summary, cast("type[Shape] | None", body), query)
