"""Charts on a page: the picture of the report, in the colours of the page, light or dark."""

from __future__ import annotations

import re

from markupsafe import Markup

from reports.charts.theme import BLUE, GRID, INK, QUIET, VERMILLION

# A presentation attribute takes a custom property as it takes a colour, so that the picture needs no style.
_TOKENS = {
    INK: "ink",
    QUIET: "ink-soft",
    GRID: "line",
    BLUE: "accent",
    VERMILLION: "warn-ink",
}


# A page is read from further away than paper: its smallest words, 10 units high, come to 11 pixels and more.
_LARGER = 1.12
_SIZE = re.compile(r' width="([0-9.]+)" height="([0-9.]+)"')


def themed(svg: Markup) -> Markup:
    """A chart's `<svg>` with the page's tokens for its colours, and a little larger."""
    text = _SIZE.sub(_enlarged, str(svg), count=1).replace('fill="white"', 'fill="var(--paper)"')
    for colour, token in _TOKENS.items():
        text = text.replace(f'"{colour}"', f'"var(--{token})"')
    return Markup(text)  # noqa: S704 - our own drawing, in which only attributes of colour were changed


def _enlarged(size: re.Match[str]) -> str:
    width, height = (round(float(length) * _LARGER) for length in size.groups())
    return f' width="{width}" height="{height}"'
