"""Layers of a graph: what came from what stands further to the right, with few lines crossing.

The method of Sugiyama, Tagawa and Toda (1981): ranks by the longest path, long edges bent at every layer that
they pass, and each layer ordered by the mean place (barycentre) of its neighbours in the layer beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Bend:
    """Where a long edge passes a layer that neither of its ends is in."""

    edge: Edge
    rank: int


Item = str | Bend
Layers = list[list[Item]]


def topological_order(nodes: Sequence[str], edges: Iterable[Edge]) -> list[str]:
    """Every node once, sources before what came from them; in the order given where edges say nothing.

    Lineage has no circles. If one is there all the same, it is entered at its first node.
    """
    before = _sources(nodes, edges)
    left, order = dict.fromkeys(nodes), list[str]()
    done: set[str] = set()
    while left:
        free = [node for node in left if before[node] <= done] or [next(iter(left))]
        for node in free:
            del left[node]
        done.update(free)
        order += free
    return order


def ranks_of(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """For each node, how many edges the longest path to it has."""
    order = topological_order(nodes, edges)
    place = {node: index for index, node in enumerate(order)}
    before = _sources(nodes, edges)
    ranks: dict[str, int] = {}
    for node in order:
        earlier = [one for one in before[node] if place[one] < place[node]]
        ranks[node] = 1 + max((ranks[one] for one in earlier), default=-1)
    return ranks


def layers_of(nodes: Sequence[str], edges: Sequence[Edge]) -> Layers:
    """The nodes of each rank in the order in which they are drawn, among them the bends of long edges."""
    ranks = ranks_of(nodes, edges)
    segments = [pair for edge in dict.fromkeys(edges) for pair in pairwise(stops_of(edge, ranks))]
    layers: Layers = [[] for _ in range(1 + max(ranks.values(), default=-1))]
    for node in nodes:
        layers[ranks[node]].append(node)
    for bend in dict.fromkeys(end for pair in segments for end in pair if isinstance(end, Bend)):
        layers[bend.rank].append(bend)
    return _untangled(layers, segments)


def stops_of(edge: Edge, ranks: Mapping[str, int]) -> list[Item]:
    """An edge from end to end: a bend in each layer between its nodes. Nothing for one within a layer."""
    first, last = sorted(edge, key=lambda node: ranks[node])
    low, high = ranks[first], ranks[last]
    return [first, *(Bend(edge, rank) for rank in range(low + 1, high)), last] if low < high else []


def crossings(layers: Layers, segments: Iterable[tuple[Item, Item]]) -> int:
    """How often lines cross between neighbouring layers."""
    place = _places(layers)
    rank = {item: index for index, layer in enumerate(layers) for item in layer}
    between: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for left, right in segments:
        between[rank[left]].append((place[left], place[right]))
    return sum(_inversions([right for _, right in sorted(lines)]) for lines in between.values())


def _inversions(values: list[float]) -> int:
    """How many pairs stand the wrong way round."""
    seen: list[float] = []
    count = 0
    for value in values:
        place = bisect_right(seen, value)
        count += len(seen) - place
        seen.insert(place, value)
    return count


def _untangled(layers: Layers, segments: list[tuple[Item, Item]]) -> Layers:
    """The best of some sweeps to and fro; never worse than what it was given."""
    left: dict[Item, list[Item]] = defaultdict(list)
    right: dict[Item, list[Item]] = defaultdict(list)
    for one, other in segments:
        left[other].append(one)
        right[one].append(other)
    best, fewest = layers, crossings(layers, segments)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        layers = _swept(layers, left) if sweep % 2 == 0 else _swept(layers[::-1], right)[::-1]
        if (count := crossings(layers, segments)) < fewest:
            best, fewest = layers, count
    return best


def _swept(layers: Layers, neighbours: Mapping[Item, list[Item]]) -> Layers:
    """Each layer in turn, by the mean place of its neighbours in the layer before."""
    swept: Layers = []
    for layer in layers:
        place = _places([*swept, layer])
        centre = {item: _mean(place, neighbours.get(item) or [item]) for item in layer}
        swept.append(sorted(layer, key=centre.__getitem__))
    return swept


def _mean(place: Mapping[Item, float], items: list[Item]) -> float:
    return sum(place[item] for item in items) / len(items)


def _places(layers: Layers) -> dict[Item, float]:
    """Where in its layer each item is, from 0 to 1, so that layers of different length can be compared."""
    return {item: (index + 0.5) / len(layer) for layer in layers for index, item in enumerate(layer)}


def _sources(nodes: Sequence[str], edges: Iterable[Edge]) -> dict[str, set[str]]:
    sources: dict[str, set[str]] = {node: set() for node in nodes}
    for source, target in edges:
        if source != target:
            sources[target].add(source)
    return sources
