"""Layers of any graph: what a picture has to hold whatever the lineage is."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from registry.lineage.layers import (
    Bend,
    Edge,
    Layers,
    crossings,
    layers_of,
    ranks_of,
    stops_of,
    topological_order,
)

Graph = tuple[list[str], list[Edge]]
NODES = st.lists(st.sampled_from([f"n{i}" for i in range(14)]), unique=True, max_size=14)


@st.composite
def graphs(draw: st.DrawFn, *, circles: bool = False) -> Graph:
    nodes = draw(NODES)
    if not nodes:
        return [], []
    pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    edges = draw(st.lists(pairs, max_size=30))
    place = {node: index for index, node in enumerate(nodes)}
    return draw(st.permutations(nodes)), [
        edge for edge in edges if circles or place[edge[0]] < place[edge[1]]
    ]


def nodes_in(layers: Layers) -> list[str]:
    return [item for layer in layers for item in layer if isinstance(item, str)]


@given(graphs(circles=True))
def test_every_node_is_drawn_once_even_if_there_are_circles(graph: Graph) -> None:
    nodes, edges = graph
    assert sorted(nodes_in(layers_of(nodes, edges))) == sorted(nodes)
    assert sorted(topological_order(nodes, edges)) == sorted(nodes)


@given(graphs())
def test_what_came_from_something_stands_to_its_right_and_comes_after_it(graph: Graph) -> None:
    nodes, edges = graph
    ranks = ranks_of(nodes, edges)
    visited = {node: index for index, node in enumerate(nodes_in(layers_of(nodes, edges)))}
    for source, target in edges:
        assert ranks[source] < ranks[target]
        assert visited[source] < visited[target]


@given(graphs())
def test_a_rank_is_the_length_of_the_longest_path(graph: Graph) -> None:
    nodes, edges = graph
    ranks = ranks_of(nodes, edges)
    for node in nodes:
        assert ranks[node] == max((ranks[one] + 1 for one, other in edges if other == node), default=0)


@given(graphs())
def test_every_line_leads_from_layer_to_layer(graph: Graph) -> None:
    nodes, edges = graph
    layers, ranks = layers_of(nodes, edges), ranks_of(nodes, edges)
    rank = {item: index for index, layer in enumerate(layers) for item in layer}
    bends = [item for item in rank if isinstance(item, Bend)]
    for edge in set(edges):
        stops = stops_of(edge, ranks)
        assert (stops[0], stops[-1]) == edge
        assert all(rank[one] + 1 == rank[other] for one, other in pairwise(stops))
    assert len(bends) == sum(len(stops_of(edge, ranks)) - 2 for edge in set(edges))


@given(graphs())
def test_untangling_never_adds_a_crossing(graph: Graph) -> None:
    nodes, edges = graph
    ranks = ranks_of(nodes, edges)
    after = layers_of(nodes, edges)
    segments = [pair for edge in dict.fromkeys(edges) for pair in pairwise(stops_of(edge, ranks))]
    before: Layers = [[node for node in nodes if ranks[node] == rank] for rank in range(len(after))]
    for bend in dict.fromkeys(end for pair in segments for end in pair if isinstance(end, Bend)):
        before[bend.rank].append(bend)
    assert crossings(after, segments) <= crossings(before, segments)


@given(graphs(circles=True))
def test_the_same_graph_is_drawn_the_same(graph: Graph) -> None:
    nodes, edges = graph
    assert layers_of(nodes, edges) == layers_of(list(nodes), list(edges))


def test_two_lines_that_cross_are_untangled() -> None:
    edges = [("a", "y"), ("b", "x")]
    assert crossings([["a", "b"], ["x", "y"]], edges) == 1
    layers = layers_of(["a", "b", "x", "y"], edges)
    assert crossings(layers, edges) == 0
    assert {tuple(layer) for layer in layers} <= {("a", "b"), ("b", "a"), ("x", "y"), ("y", "x")}


def test_a_long_line_bends_where_it_passes() -> None:
    edges = [("a", "b"), ("b", "c"), ("a", "c")]
    layers = layers_of(["a", "b", "c"], edges)
    assert [len(layer) for layer in layers] == [1, 2, 1]
    assert Bend(("a", "c"), 1) in layers[1]


def test_a_circle_is_entered_at_its_first_node() -> None:
    assert topological_order(["b", "a"], [("a", "b"), ("b", "a")]) == ["b", "a"]
    assert ranks_of(["b", "a"], [("a", "b"), ("b", "a")]) == {"b": 0, "a": 1}
