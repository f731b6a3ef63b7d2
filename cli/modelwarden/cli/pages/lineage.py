"""Lineage as a tree: the thing asked about at the root, each thing below what it is joined to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from modelwarden.cli.printable import printable
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.lineage import Lineage, LineageNode


def draw_lineage(lineage: Lineage) -> Tree:
    """The tree. What is reached in two ways stands twice, and is followed once."""
    labels = {node.id: _label(node) for node in lineage.nodes}
    near, far = ("target", "source") if lineage.direction == "upstream" else ("source", "target")
    tree = Tree(
        Text.assemble(labels.get(lineage.root, Text(lineage.root)), (f"  ({lineage.direction})", "dim"))
    )
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
    return tree


def _label(node: LineageNode) -> Text:
    now = " (still there)" if node.current else ""
    return Text.assemble((printable(node.label), "bold"), (f" {spoken(node.kind)}{now}", "dim"))
