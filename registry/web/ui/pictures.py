"""Charts on a page: the picture of the report, in the colours of the page, light or dark."""

from __future__ import annotations

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


def themed(svg: Markup) -> Markup:
    """A chart's `<svg>` with the page's tokens for its colours."""
    text = str(svg).replace('fill="white"', 'fill="var(--paper)"')
    for colour, token in _TOKENS.items():
        text = text.replace(f'"{colour}"', f'"var(--{token})"')
    return Markup(text)  # noqa: S704 - our own drawing, in which only attributes of colour were changed
