"""The picture of a graph: nothing overlaps, nothing is lost, and what is too much is counted."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.contract.data import LineageEdge, LineageNode, LineageView
from registry.lineage.collapsing import collapse
from registry.lineage.picture import HEIGHT, WIDTH, draw_lineage

KINDS = ["dataset_version", "run", "version", "evidence", "deployment"]


def graph(edges: list[tuple[int, int]], count: int, kind: str = "") -> LineageView:
    """A graph of numbered things; sources have the lower numbers."""
    nodes = [
        LineageNode.model_validate(
            {
                "kind": kind or KINDS[n % 5],
                "id": f"n{n}",
                "label": f"thing number {n}",
                "path": f"/things/{n}",
            }
        )
        for n in range(count)
    ]
    joined = [LineageEdge(source=f"n{a}", target=f"n{b}", role="training") for a, b in edges]
    return LineageView(root="n0", direction="both", nodes=nodes, edges=joined)


@st.composite
def views(draw: st.DrawFn) -> LineageView:
    count = draw(st.integers(1, 40))
    numbers = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=80))
    return graph([(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]], count)


@given(views())
def test_no_two_boxes_overlap_and_all_lie_inside(view: LineageView) -> None:
    picture = draw_lineage(view)
    assert {box.node.id for box in picture.boxes} == {node.id for node in view.nodes}
    for box in picture.boxes:
        assert 0 <= box.x <= picture.width - WIDTH
        assert 0 <= box.y <= picture.height - HEIGHT
    for one, other in combinations(picture.boxes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
    assert {(line.source, line.target) for line in picture.lines} == {
        (edge.source, edge.target) for edge in view.edges
    }
    assert [box.node.id for box in picture.boxes if box.is_root] == ["n0"]


@given(views(), st.integers(6, 40))
def test_collapsing_keeps_to_its_limit_and_counts_everything(view: LineageView, most: int) -> None:
    small = collapse(view, max_nodes=most)
    assert len(small.view.nodes) <= most
    assert sum(small.counts.get(node.id, 1) for node in small.view.nodes) == len(view.nodes)
    there = {node.id for node in small.view.nodes}
    assert "n0" in there
    assert all({edge.source, edge.target} <= there for edge in small.view.edges)
    if len(view.nodes) <= most:
        assert small.view == view


def test_a_full_layer_is_collapsed_before_anything_else() -> None:
    edges = [(0, 1), *((1, n) for n in range(2, 300))]
    picture = draw_lineage(graph(edges, 300, kind="version"))
    assert [box.count for box in picture.boxes] == [1, 1, 298]
    assert picture.boxes[2].short == "298 together"
    assert picture.boxes[2].node.path == ""
    assert picture.hidden == 298
    assert len(picture.lines) == 2


def test_a_long_chain_is_collapsed_by_kind() -> None:
    picture = draw_lineage(graph([(n, n + 1) for n in range(400)], 401, kind="version"))
    assert [box.count for box in picture.boxes] == [1, 400]


def test_many_edges_among_few_things_are_collapsed_too() -> None:
    edges = list(combinations(range(120), 2))
    picture = draw_lineage(graph(edges, 120))
    assert len(picture.lines) <= 450
    assert sum(box.count for box in picture.boxes) == 120


@pytest.mark.parametrize("count", [1, 2])
def test_a_thing_without_relatives_is_a_picture_too(count: int) -> None:
    picture = draw_lineage(graph([], count))
    assert len(picture.boxes) == count
    assert picture.lines == ()
    assert picture.width > 0
    assert picture.height > 0


def test_a_long_label_is_cut_where_its_box_ends() -> None:
    node = LineageNode(kind="version", id="n0", label="a-model-with-a-very-long-name-indeed v1")
    [box] = draw_lineage(LineageView(root="n0", direction="both", nodes=[node], edges=[])).boxes
    assert len(box.short) == 24
    assert box.short.endswith("…")
