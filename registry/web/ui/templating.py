"""The template engine of the pages: undefined names are errors, and figures read as in the reports."""

from __future__ import annotations

import json
import shlex

from flask.sansio.app import App
from jinja2 import StrictUndefined

from registry.web.ui import words
from registry.web.ui.assets import SCRIPTS, SHEETS, asset
from registry.web.ui.checks import lead_of, ordered_checks
from registry.web.ui.paging import counted_part, following_address
from registry.web.ui.pictures import themed
from reports import figures, wording

_FILTERS = {
    "capital": wording.capitalised,
    "count": figures.count,
    "exact": figures.exact,
    "interval": figures.interval,
    "listed": wording.listed,
    "moment": figures.moment,
    "number": figures.number,
    "parameter": figures.parameter,
    "phrase": wording.phrase,
    "rate": figures.rate,
    "rate_of": figures.rate_of,
    "share": figures.share,
    "size": figures.size,
    "shell": shlex.quote,
    "stamp": figures.stamp,
}


def prepare_templates(app: App) -> None:
    """Set the app's template engine up for the pages. Flask escapes what goes into `.html` by itself."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(_FILTERS, json=_json, short=_short)
    environment.globals.update(
        asset=asset, scripts=SCRIPTS, sheets=SHEETS, counted=wording.counted, words=words
    )
    environment.globals.update(lead_of=lead_of, ordered_checks=ordered_checks)
    environment.globals.update(themed=themed)
    environment.globals.update(counted_part=counted_part, following_address=following_address)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:12]
