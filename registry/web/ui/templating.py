"""The template engine of the pages: a name that is not defined is an error, and figures read as in the reports."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from jinja2 import StrictUndefined

from reports import numbers, wording
from registry.web.ui import words

_STATIC = Path(__file__).parent / "static"
_FILTERS = {
    "count": numbers.count,
    "exact": numbers.exact,
    "interval": numbers.interval,
    "listed": wording.listed,
    "moment": numbers.moment,
    "number": numbers.number,
    "parameter": numbers.parameter,
    "phrase": wording.phrase,
    "rate": numbers.rate,
    "rate_of": numbers.rate_of,
    "share": numbers.share,
    "size": numbers.size,
    "stamp": numbers.stamp,
}


def prepare_templates(app: Flask) -> None:
    """Set the app's template engine up for the pages. Flask escapes what goes into `.html` by itself."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(_FILTERS, capital=_capital, json=_json, short=_short)
    environment.globals.update(asset=_asset, words=words, wording=wording, counted=wording.counted)


def _asset(name: str) -> str:
    """The address of one of our files, which changes with its content."""
    return url_for("ui.static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _json(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:12]
