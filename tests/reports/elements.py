"""The elements of a page, as Python's own parser sees them."""

from __future__ import annotations

from html.parser import HTMLParser

DRAWING = frozenset(
    {"svg", "title", "desc", "g", "path", "line", "rect", "text", "tspan", "defs", "clippath"}
)


class Elements(HTMLParser):
    """Names of elements and attributes. A chart's drawing depends on its labels, so charts are kept apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.drawn: set[str] = set()
        self._inside_chart = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside_chart = self._inside_chart or tag == "svg"
        if self._inside_chart:
            self.drawn.add(tag)
            return
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        self._inside_chart = self._inside_chart and tag != "svg"
