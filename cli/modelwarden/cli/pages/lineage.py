"""Lineage as a tree: the thing asked about at the root, each thing below what it is joined to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from modelwarden.cli.printable import printable
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.lineage import Lineage, LineageNode


_ENDS = {"upstream": ("target", "source"), "downstream": ("source", "target")}


def draw_lineage(lineage: Lineage) -> Tree:
    """The tree. What is reached in two ways stands twice, and is followed once."""
    labels = {node.id: _label(node) for node in lineage.nodes}
    root = labels.get(lineage.root, Text(lineage.root))
    if lineage.direction != "both":
        tree = Tree(Text.assemble(root, (f"  ({lineage.direction})", "dim")))
        _grow(tree, lineage, labels, lineage.direction)
        return tree
    tree = Tree(root)
    for way in _ENDS:
        _grow(tree.add(Text(way, "dim")), lineage, labels, way)
    return tree


def _grow(tree: Tree, lineage: Lineage, labels: dict[str, Text], way: str) -> None:
    near, far = _ENDS[way]
    waiting, followed = [(lineage.root, tree)], {lineage.root}
    while waiting:
        here, branch = waiting.pop(0)
        for edge in lineage.edges:
            if getattr(edge, near) != here:
                continue
            other = getattr(edge, far)
            leaf = branch.add(Text.assemble((f"{spoken(edge.role)} ", "dim"), labels.get(other, Text(other))))
            if other not in followed:
                followed.add(other)
                waiting.append((other, leaf))


def _label(node: LineageNode) -> Text:
    now = " (still there)" if node.current else ""
    more = f" (and {node.beyond} more beyond it)" if node.beyond else ""
    return Text.assemble((printable(node.label), "bold"), (f" {spoken(node.kind)}{now}{more}", "dim"))
