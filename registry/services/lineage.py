"""Lineage: edges recorded with what they join, and asked in both directions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import col, select

from registry.contract.data import LineageEdge, LineageNode, LineageView
from registry.contract.models import LineageRefs
from registry.db.aliases import AliasMoveRow
from registry.db.base import Base
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.evidence import EvidenceRow
from registry.db.lineage import EdgeRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.runs import RunRow
from registry.db.versions import VersionRow
from registry.domain.ids import new_id
from registry.domain.lineage import EdgeRole, NodeKind
from registry.domain.roles import Action
from registry.services.access import not_there, require, visible_projects
from registry.services.context import Context
from registry.services.datasets import find_dataset_versions
from registry.services.paging import hold, in_batches

Node = tuple[NodeKind, UUID]
Edge = tuple[Node, Node, EdgeRole]
Way = Literal["upstream", "downstream"]
Direction = Way | Literal["both"]
_DATA_ROLES = (EdgeRole.TRAINING, EdgeRole.VALIDATION, EdgeRole.EVALUATION)
_WRITE = insert(EdgeRow)
_ROWS: dict[NodeKind, type[Base]] = {
    NodeKind.DATASET_VERSION: DatasetVersionRow,
    NodeKind.RUN: RunRow,
    NodeKind.VERSION: VersionRow,
    NodeKind.EVIDENCE: EvidenceRow,
    NodeKind.DEPLOYMENT: AliasMoveRow,
}


def link(context: Context, source: Node, target: Node, role: EdgeRole) -> None:
    """Record that `target` came from `source`."""
    _write(context, [(source, target, role)])


def find_sources(
    context: Context, project: ProjectRow, refs: LineageRefs, run_id: UUID | None
) -> list[tuple[Node, EdgeRole]]:
    """What a version comes from: its datasets, its run and its parents."""
    named = [(ref, role) for role in _DATA_ROLES for ref in getattr(refs, role.value)]
    ids = find_dataset_versions(context, project, [ref for ref, _ in named])
    sources: list[tuple[Node, EdgeRole]] = [
        ((NodeKind.DATASET_VERSION, ids[ref]), role) for ref, role in named
    ]
    if run_id:
        sources.append(((NodeKind.RUN, run_id), EdgeRole.PRODUCED))
    parents = [_find_parent(context, ref.model, ref.version).id for ref in refs.parents]
    return sources + [((NodeKind.VERSION, parent), EdgeRole.PARENT) for parent in parents]


def link_version(context: Context, version_id: UUID, sources: Iterable[tuple[Node, EdgeRole]]) -> None:
    """Record what a version comes from; its training data also becomes its run's."""
    edges = [(source, (NodeKind.VERSION, version_id), role) for source, role in sources]
    training = [source for source, _, role in edges if role is EdgeRole.TRAINING]
    for run, _, role in edges:
        if role is EdgeRole.PRODUCED:
            edges = edges + [(source, run, EdgeRole.TRAINING) for source in _new_to(context, run, training)]
    _write(context, edges)


def _write(context: Context, edges: list[Edge]) -> None:
    if not edges:
        return
    now = context.now
    rows = [
        {
            "id": new_id(),
            "source_kind": source[0],
            "source_id": source[1],
            "target_kind": target[0],
            "target_id": target[1],
            "role": role,
            "created_at": now,
        }
        for source, target, role in edges
    ]
    context.session.connection().execute(_WRITE, rows)


def _new_to(context: Context, run: Node, sources: list[Node]) -> list[Node]:
    """Those of these that are not known as the run's yet, each once."""
    known: set[UUID] = set()
    for some in in_batches([source[1] for source in sources]):
        query = select(EdgeRow.source_id).where(col(EdgeRow.source_id).in_(some), EdgeRow.target_id == run[1])
        known.update(context.session.exec(query))
    return [source for source in dict.fromkeys(sources) if source[1] not in known]


def trace(
    context: Context, root: Node, project_id: UUID, direction: Direction, hops: int | None = None
) -> LineageView:
    """Everything that `root` comes from, everything that came from it, or both; breadth first.

    After so many hops, each thing where the trace stops says how many edges more there are. Versions in
    projects that the actor may not read are there without their names, and are not followed.
    """
    require(context, Action.PROJECT_READ, project_id)
    visible = frozenset(visible_projects(context))
    ways: tuple[Way, ...] = ("upstream", "downstream") if direction == "both" else (direction,)
    nodes: dict[Node, int] = {}
    edges: dict[LineageEdge, None] = {}
    for way in ways:
        found, joined = _follow(context, root, way, hops, visible)
        nodes |= {node: nodes.get(node, 0) + beyond for node, beyond in found.items()}
        edges |= dict.fromkeys(joined)
    return LineageView(
        root=_node_id(root),
        direction=direction,
        nodes=[_view_node(context, node, visible, nodes[node]) for node in sorted(nodes)],
        edges=list(edges),
    )


def _follow(
    context: Context, root: Node, way: Way, hops: int | None, visible: frozenset[UUID]
) -> tuple[dict[Node, int], list[LineageEdge]]:
    """The things one way, each with how many edges lead on from it that were not followed, and the edges."""
    seen, frontier = {root: 0}, [root]
    edges: list[LineageEdge] = []
    _hold_nodes(context, {root})
    while frontier and hops != 0:
        found = _neighbours(context, frontier, way)
        edges += [edge for edge, _, _ in found]
        fresh = list(dict.fromkeys(other for _, _, other in found if other not in seen))
        _hold_nodes(context, set(fresh))
        seen |= dict.fromkeys(fresh, 0)
        frontier = [node for node in fresh if not _is_hidden(context, node, visible)]
        hops = hops and hops - 1
    for edge, here, other in _neighbours(context, frontier, way):
        if other in seen:
            edges.append(edge)
        else:
            seen[here] += 1
    return seen, edges


def _neighbours(context: Context, nodes: list[Node], way: Way) -> list[tuple[LineageEdge, Node, Node]]:
    """The edges of these nodes, in their order, each with the node here and the one at its other end."""
    here = EdgeRow.target_id if way == "upstream" else EdgeRow.source_id
    found: dict[Node, list[tuple[LineageEdge, Node, Node]]] = {node: [] for node in nodes}
    for some in in_batches([node[1] for node in nodes]):
        for row in context.session.exec(select(EdgeRow).where(col(here).in_(some)).order_by(col(EdgeRow.id))):
            source, target = (row.source_kind, row.source_id), (row.target_kind, row.target_id)
            edge = LineageEdge(source=_node_id(source), target=_node_id(target), role=row.role.value)
            one, other = (target, source) if way == "upstream" else (source, target)
            if one in found:
                found[one].append((edge, one, other))
    return [joined for node in nodes for joined in found[node]]


def _hold_nodes(context: Context, nodes: set[Node]) -> None:
    """Read what these nodes are, and what those belong to, many at once."""
    by_kind = {kind: {node[1] for node in nodes if node[0] is kind} for kind in _ROWS}
    held = [row for kind, ids in by_kind.items() for row in hold(context, _ROWS[kind], ids)]
    hold(context, ModelRow, {row.model_id for row in held if isinstance(row, VersionRow | AliasMoveRow)})
    datasets = hold(
        context, DatasetRow, {row.dataset_id for row in held if isinstance(row, DatasetVersionRow)}
    )
    hold(context, ProjectRow, {row.project_id for row in datasets})


def _find_parent(context: Context, model_name: str, number: int) -> VersionRow:
    query = select(VersionRow).join(ModelRow).where(ModelRow.name == model_name, VersionRow.number == number)
    row = context.session.exec(query).first()
    if row is None:
        raise not_there()
    require(context, Action.PROJECT_READ, context.session.get_one(ModelRow, row.model_id).project_id)
    return row


def _node_id(node: Node) -> str:
    return f"{node[0].value}:{node[1]}"


def _is_hidden(context: Context, node: Node, visible: frozenset[UUID]) -> bool:
    """Only versions have relatives in other projects: what else there is of those is behind them."""
    if node[0] is not NodeKind.VERSION:
        return False
    version = context.session.get_one(VersionRow, node[1])
    return context.session.get_one(ModelRow, version.model_id).project_id not in visible


def _view_node(context: Context, node: Node, visible: frozenset[UUID], beyond: int) -> LineageNode:
    if _is_hidden(context, node, visible):
        hidden = "a version in a project that you cannot read"
        return LineageNode(kind=node[0].value, id=_node_id(node), label=hidden, path="", current=False)
    label, path = _described(context, node)
    current = node[0] is NodeKind.DEPLOYMENT and _still_stands(context, node[1])
    return LineageNode(
        kind=node[0].value, id=_node_id(node), label=label, path=path, current=current, beyond=beyond
    )


def _still_stands(context: Context, move_id: UUID) -> bool:
    move = context.session.get_one(AliasMoveRow, move_id)
    later = select(AliasMoveRow.id).where(
        AliasMoveRow.model_id == move.model_id,
        AliasMoveRow.name == move.name,
        col(AliasMoveRow.id) > move.id,
    )
    return context.session.exec(later).first() is None


def _described(context: Context, node: Node) -> tuple[str, str]:
    """What people call it, and where it is read; a run has no address of its own."""
    match node[0]:
        case NodeKind.DATASET_VERSION:
            return _describe_dataset_version(context, node[1])
        case NodeKind.RUN:
            return context.session.get_one(RunRow, node[1]).name, ""
        case NodeKind.VERSION:
            version = context.session.get_one(VersionRow, node[1])
            model = context.session.get_one(ModelRow, version.model_id).name
            return f"{model} v{version.number}", f"/models/{model}/versions/{version.number}"
        case NodeKind.EVIDENCE:
            evidence = context.session.get_one(EvidenceRow, node[1])
            return f"{evidence.kind.value} {evidence.digest[7:15]}", f"/evidence/{evidence.digest}"
        case NodeKind.DEPLOYMENT:
            move = context.session.get_one(AliasMoveRow, node[1])
            model = context.session.get_one(ModelRow, move.model_id).name
            return f"@{move.name} of {model} from {move.moved_at:%Y-%m-%d %H:%M} UTC", f"/models/{model}"


def _describe_dataset_version(context: Context, dataset_version_id: UUID) -> tuple[str, str]:
    version = context.session.get_one(DatasetVersionRow, dataset_version_id)
    dataset = context.session.get_one(DatasetRow, version.dataset_id)
    project = context.session.get_one(ProjectRow, dataset.project_id).name
    path = f"/projects/{project}/datasets/{dataset.name}/versions/{version.number}"
    return f"{dataset.name} v{version.number}", path
