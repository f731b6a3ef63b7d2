"""The template engine: everything is escaped, and a name that is not defined is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.printable import printable_value, visible_value

_ROOT = Path(__file__).parent
_LONGEST_WORD = 24


def render_for_print(template: str, **values: object) -> str:
    """HTML for the PDF renderer, whose fonts are ours."""
    return _environment(printable_value).get_template(template).render(values)


def render_for_screen(template: str, **values: object) -> str:
    """HTML for a browser, whose fonts are the reader's."""
    return _environment(visible_value).get_template(template).render(values)


@cache
def stylesheet(name: str) -> Markup:
    """One of our own stylesheets, to stand inside a page. No text of a user's is in it."""
    return Markup((_ROOT / "static" / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


@cache
def _environment(finalize: Callable[[object], object]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["unbroken"] = _is_unbroken
    return environment


def _is_unbroken(value: str) -> bool:
    """Whether a text has a word so long that a table's column must be allowed to break it."""
    return any(len(word) > _LONGEST_WORD for word in value.split())
