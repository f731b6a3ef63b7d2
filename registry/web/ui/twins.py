"""The `.json` twin of every page: its address with `.json` behind it gives what the page shows as JSON.

The same view serves both, so a twin asks the same permission and can neither lag behind nor tell more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request
from werkzeug.routing import Rule

from registry.domain.errors import NotFoundError

_View = Callable[..., Response]
# Arguments that are no part of a page's address: what is said once, and what fetches a part of it.
PASSING = frozenset({"note", "part", "seen"})
_FILE = "It is a file itself."
# Whatever can be fetched and is not here has a twin.
WITHOUT_TWIN = {
    "ui.static": _FILE,
    "ui.downloads.download_input": _FILE,
    "ui.downloads.download_decision": _FILE,
    "ui.downloads.download_provenance": _FILE,
    "ui.downloads.download_bundle": _FILE,
    "ui.downloads.download_evidence": _FILE,
    "ui.downloads.download_attestation": _FILE,
    "ui.downloads.download_picture": _FILE,
    "ui.downloads.download_figures": _FILE,
    "ui.downloads.download_report": _FILE,
    "ui.downloads.download_file": _FILE,
    "ui.lineage.download_version": _FILE,
    "ui.lineage.download_dataset_version": _FILE,
    "ui.access.explain_anywhere": "It leads to the page of a project.",
    "ui.models.download_models": _FILE,
    "ui.comparison.choose_versions": "It leads to the comparison.",
    "ui.sessions.show_log_in": "It shows nothing but the form for a password.",
}
_SUFFIX = "_json"
_NAMES = frozenset({"model", "project", "name", "environment"})


def add_twins(app: Flask) -> None:
    """Give every page its twin; call it when all pages are registered."""
    for rule in [*app.url_map.iter_rules()]:
        fetched = rule.endpoint.startswith("ui.") and "GET" in (rule.methods or ())
        if fetched and rule.endpoint not in WITHOUT_TWIN:
            view = _twin(cast("_View", app.view_functions[rule.endpoint]), _free_end(rule))
            app.add_url_rule(f"{rule.rule}.json", rule.endpoint + _SUFFIX, view, methods=["GET"])


def wants_twin() -> bool:
    """Whether this request asks for JSON in place of the page."""
    return bool(g.get("twin"))


def twin_address() -> str:
    """The address of this page's twin; empty when it has none."""
    if f"{request.endpoint}{_SUFFIX}" not in current_app.view_functions or request.method != "GET":
        return ""
    kept = {key: values for key, values in request.args.lists() if key not in PASSING}
    return f"{request.path}.json" + (f"?{urlencode(kept, doseq=True)}" if kept else "")


def _free_end(rule: Rule) -> str:
    """The argument that a page's address ends with, if it is a name, which may end in `.json` itself."""
    last = rule.rule.rpartition("/")[2].strip("<>")
    return last if last in _NAMES else ""


def _twin(view: _View, free_end: str) -> _View:
    @wraps(view)
    def show(**arguments: str) -> Response:
        if free_end:
            # Names may hold dots: the page of a model `x.json` comes before the twin of a model `x`.
            try:
                return view(**{**arguments, free_end: f"{arguments[free_end]}.json"})
            except NotFoundError:
                pass
        g.twin = True
        return view(**arguments)

    return show
