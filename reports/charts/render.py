"""Altair to SVG by vl-convert: no browser, no network, the same bytes each time."""

from __future__ import annotations

import hashlib
from functools import cache
from types import ModuleType
from typing import Any

from markupsafe import Markup

from reports.charts.theme import CONFIG
from reports.errors import ReportError
from reports.printable import FONTS, printable


def to_svg(chart: Any, *, title: str, description: str) -> Markup:  # noqa: ANN401 - any Altair chart
    """The chart as one accessible `<svg>` element, with the theme applied.

    Raises `ReportError` when the chart cannot be drawn.
    """
    spec = chart.to_dict() | {"config": CONFIG}
    try:
        svg: str = _converter().vegalite_to_svg(spec, allowed_base_urls=[])
    except ValueError as error:
        raise ReportError(f"The chart {title!r} could not be drawn.", why=str(error)[:400]) from error
    return _described(svg, title, description)


@cache
def _converter() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _described(svg: str, title: str, description: str) -> Markup:
    name = "chart-" + hashlib.sha256(f"{title}\n{svg}".encode()).hexdigest()[:12]
    head = Markup('<svg role="img" aria-labelledby="{name}-t {name}-d" ').format(name=name)
    words = Markup('<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>').format(
        name=name, title=printable(title), description=printable(description)
    )
    start, end = svg.index("<svg ") + len("<svg "), svg.index(">") + 1
    # The drawing is vl-convert's own output, in which it has escaped every label.
    return head + Markup(svg[start:end]) + words + Markup(svg[end:])  # noqa: S704
