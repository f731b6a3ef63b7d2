"""Where everything of a lineage graph is drawn: boxes in layers from left to right, lines between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from registry.contract.data import LineageNode, LineageView
from registry.lineage.collapsing import collapse
from registry.lineage.layers import Item, Layers, layers_of, stops_of

WIDTH, HEIGHT = 240, 52
_GAP, _ROW, _MARGIN = 68, 16, 8
_BEND_HEIGHT = 12
_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in its place; `count` is of how many it is made, `short` its label as far as it fits."""

    node: LineageNode
    x: float
    y: float
    count: int
    is_root: bool
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def short(self) -> str:
        """The label, cut where the box ends; the whole of it is in its title."""
        label = self.node.label
        return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as an SVG path, where it ends, and what it says."""

    path: str
    end: tuple[float, float]
    source: str
    target: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole graph. Boxes come in the order in which the keyboard visits them: sources first."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    hidden: int


def draw_lineage(view: LineageView) -> Picture:
    """The picture of a graph, with what would be too much of it put together."""
    small = collapse(view)
    shown = small.view
    roles: dict[tuple[str, str], list[str]] = {}
    for edge in shown.edges:
        roles.setdefault((edge.source, edge.target), []).append(edge.role)
    layers = layers_of([node.id for node in shown.nodes], list(roles))
    places, height = _places(layers)
    nodes = {node.id: node for node in shown.nodes}
    boxes = tuple(
        Box(nodes[item], *places[item], small.counts.get(item, 1), item == shown.root)
        for layer in layers
        for item in layer
        if isinstance(item, str)
    )
    return Picture(
        width=max(1, len(layers)) * (WIDTH + _GAP) - _GAP + 2 * _MARGIN,
        height=height,
        boxes=boxes,
        lines=_lines(roles, layers, places),
        hidden=sum(count for count in small.counts.values()),
    )


def _places(layers: Layers) -> tuple[dict[Item, tuple[float, float]], float]:
    """The upper left corner of everything, each layer in the middle of the height that the fullest needs."""
    heights = [sum(_height(item) + _ROW for item in layer) - _ROW for layer in layers]
    tallest = max(heights, default=0)
    places: dict[Item, tuple[float, float]] = {}
    for rank, (layer, height) in enumerate(zip(layers, heights, strict=True)):
        y = _MARGIN + (tallest - height) / 2
        for item in layer:
            places[item] = (_MARGIN + rank * (WIDTH + _GAP), y)
            y += _height(item) + _ROW
    return places, tallest + 2 * _MARGIN


def _lines(
    roles: dict[tuple[str, str], list[str]], layers: Layers, places: dict[Item, tuple[float, float]]
) -> tuple[Line, ...]:
    ranks = {item: rank for rank, layer in enumerate(layers) for item in layer if isinstance(item, str)}
    return tuple(
        Line(_path(stops_of(edge, ranks), places), _left_of(edge[1], places), *edge, tuple(said))
        for edge, said in roles.items()
    )


def _path(stops: list[Item], places: dict[Item, tuple[float, float]]) -> str:
    """From the right side of one box to the left side of the next, straight through what lies between."""
    steps: list[str] = []
    for one, other in pairwise(stops):
        x1, y1 = places[one]
        start, end = (x1 + WIDTH, y1 + _height(one) / 2), _left_of(other, places)
        middle = (start[0] + end[0]) / 2
        steps.append(f"M{start[0]:g},{start[1]:g}" if not steps else f"L{start[0]:g},{start[1]:g}")
        steps.append(f"C{middle:g},{start[1]:g} {middle:g},{end[1]:g} {end[0]:g},{end[1]:g}")
    return " ".join(steps)


def _left_of(item: Item, places: dict[Item, tuple[float, float]]) -> tuple[float, float]:
    """The middle of its left side."""
    x, y = places[item]
    return x, y + _height(item) / 2


def _height(item: Item) -> int:
    return HEIGHT if isinstance(item, str) else _BEND_HEIGHT
