"""Lineage."""

from __future__ import annotations

from modelwarden.objects.base import Object


class LineageNode(Object):
    """A thing in the graph. `current` is true for a deployment that still stands."""

    kind: str
    id: str
    label: str
    current: bool = False


class LineageEdge(Object):
    """What came from what: `source` is older."""

    source: str
    target: str
    role: str


class Lineage(Object):
    """All that one thing comes from, or all that came from it."""

    root: str
    direction: str
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
