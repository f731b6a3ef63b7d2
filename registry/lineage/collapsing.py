"""A graph that is too large to be looked at, with its fullest places drawn as one thing and a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from registry.contract.data import LineageNode, LineageView
from registry.lineage.layers import ranks_of

MAX_NODES = 150
MAX_EDGES = 450


@dataclass(frozen=True, slots=True)
class Collapsed:
    """What is drawn: `counts` says of how many things each node that stands for several is made."""

    view: LineageView
    counts: dict[str, int] = field(default_factory=dict)


def collapse(view: LineageView, max_nodes: int = MAX_NODES, max_edges: int = MAX_EDGES) -> Collapsed:
    """The graph with no more nodes and edges than these, as far as its kinds of things allow.

    Things of one kind at one distance are put together first, the largest such group before others. Only if
    that is not enough are all things of a kind. The root is never hidden, and no count is lost.
    """
    small = Collapsed(view)
    ranks = ranks_of([node.id for node in view.nodes], [(edge.source, edge.target) for edge in view.edges])
    for key in (lambda node: (node.kind, ranks.get(node.id, node.id)), lambda node: node.kind):
        while not _fits(small, max_nodes, max_edges) and (group := _largest(small, key)):
            small = _merged(small, group)
    return small


def _fits(small: Collapsed, max_nodes: int, max_edges: int) -> bool:
    return len(small.view.nodes) <= max_nodes and len(small.view.edges) <= max_edges


def _largest(small: Collapsed, key: Callable[[LineageNode], Hashable]) -> list[LineageNode]:
    """The nodes of the largest group, unless all groups are of one; the root belongs to none."""
    grouped = Counter(key(node) for node in small.view.nodes if node.id != small.view.root)
    if not grouped or max(grouped.values()) == 1:
        return []
    chosen = grouped.most_common(1)[0][0]
    return [node for node in small.view.nodes if node.id != small.view.root and key(node) == chosen]


def _merged(small: Collapsed, group: list[LineageNode]) -> Collapsed:
    gone = {node.id for node in group}
    count = sum(small.counts.get(node.id, 1) for node in group)
    kind = group[0].kind
    one = LineageNode(
        kind=kind,
        id=f"many-{min(gone).removeprefix('many-')}",
        label=f"{count} together",
        beyond=sum(node.beyond for node in group),
    )
    nodes = [node for node in small.view.nodes if node.id not in gone]
    named = dict.fromkeys(gone, one.id)
    edges = (
        edge.model_copy(
            update={
                "source": named.get(edge.source, edge.source),
                "target": named.get(edge.target, edge.target),
            }
        )
        for edge in small.view.edges
    )
    view = small.view.model_copy(
        update={
            "nodes": [*nodes, one],
            "edges": list(dict.fromkeys(edge for edge in edges if edge.source != edge.target)),
        }
    )
    counts = {id_: number for id_, number in small.counts.items() if id_ not in gone}
    return replace(small, view=view, counts=counts | {one.id: count})
