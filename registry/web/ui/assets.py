"""Our own files: which a page loads, and addresses that change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import url_for

STATIC = Path(__file__).parent / "static"
# In the order in which a page loads them; a new component's sheet is one file and one name here.
_COMPONENTS = (
    "frame",
    "layout",
    "tones",
    "cards",
    "tables",
    "facts",
    "texts",
    "banner",
    "tabs",
    "facets",
    "comparison",
    "findings",
    "timeline",
    "forms",
    "filters",
    "lineage",
    "plots",
    "charts",
    "print",
)
SHEETS = ("tokens.css", "base.css", *(f"components/{name}.css" for name in _COMPONENTS))
SCRIPTS = ("vendor/htmx.min.js", "app.js")


def asset(name: str) -> str:
    """The address of one of our files, which changes with its content."""
    return url_for("ui.static", filename=name, v=version_of(name))


def is_current(name: str, version: str | None) -> bool:
    """Whether an address names this very content, so that a browser may keep it for good."""
    return version is not None and (STATIC / name).is_file() and version == version_of(name)


@cache
def version_of(name: str) -> str:
    """A few digits of a file's SHA-256."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
