"""Lineage."""

from __future__ import annotations

from modelwarden.objects.base import Object


class LineageNode(Object):
    """A thing in the graph. `current` is true for a deployment that still stands.

    `beyond` is how many edges more lead on from it, where the trace was told to stop there.
    """

    kind: str
    id: str
    label: str
    current: bool = False
    beyond: int = 0


class LineageEdge(Object):
    """What came from what: `source` is older."""

    source: str
    target: str
    role: str


class Lineage(Object):
    """All that one thing comes from, all that came from it, or both."""

    root: str
    direction: str
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
