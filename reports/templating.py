"""The template engine: everything is escaped, and a name that is not defined is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.markdown import literal, markdown_value
from reports.printable import printable_value, visible_value

_ROOT = Path(__file__).parent


def render_for_print(template: str, **values: object) -> str:
    """HTML for the PDF renderer, whose fonts are ours."""
    return _environment(printable_value).get_template(template).render(values)


def render_for_screen(template: str, **values: object) -> str:
    """HTML for a browser, whose fonts are the reader's."""
    return _environment(visible_value).get_template(template).render(values)


def render_text(template: str, **values: object) -> str:
    """Plain text, such as Markdown: the template's own filters quote what it takes in."""
    return _text_environment().get_template(template).render(values)


@cache
def stylesheet(name: str) -> Markup:
    """One of our own stylesheets, to stand inside a page. No text of a user's is in it."""
    return Markup((_ROOT / "static" / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


@cache
def _environment(finalize: Callable[[object], object]) -> Environment:
    return Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _text_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=False,  # noqa: S701 - Markdown, not HTML: `markdown_value` quotes what it takes in
        undefined=StrictUndefined,
        finalize=markdown_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["literal"] = literal
    return environment
