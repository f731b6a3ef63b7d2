"""Lineage, asked both ways."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import LineageView
from registry.contract.paging import TraceLineage
from registry.domain.lineage import NodeKind
from registry.services.datasets import read_dataset_version
from registry.services.lineage import trace
from registry.services.projects import find_project
from registry.services.versions import read_version
from registry.web.edge import answer, query, reading
from registry.web.operations import gives

blueprint = Blueprint("lineage", __name__)


@blueprint.get("/models/<model>/versions/<int:number>/lineage")
@gives(LineageView, query=TraceLineage, tagged=True)
def trace_version(model: str, number: int) -> Response:
    """What a version comes from (`?direction=upstream`, the default), what came from it, or `both`."""
    asked = query(TraceLineage)
    with reading() as context:
        found, version = read_version(context, model, number)
        node = (NodeKind.VERSION, version.id)
        return answer(trace(context, node, found.project_id, asked.direction or "upstream", asked.hops))


@blueprint.get("/projects/<project>/datasets/<name>/versions/<int:number>/lineage")
@gives(LineageView, query=TraceLineage, tagged=True)
def trace_dataset_version(project: str, name: str, number: int) -> Response:
    """What came from a dataset version: which versions were trained on it, and where they are deployed."""
    asked = query(TraceLineage)
    with reading() as context:
        found = find_project(context, project)
        dataset = read_dataset_version(context, found, name, number)
        node = (NodeKind.DATASET_VERSION, dataset.id)
        return answer(trace(context, node, found.id, asked.direction or "downstream", asked.hops))
