"""Datasets and their versions."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import PageQuery
from registry.domain.lineage import NodeKind
from registry.services import datasets, lineage
from registry.services.projects import find_project
from registry.web.edge import as_id, reading
from registry.web.ui.pages import page
from registry.web.ui.paging import asked

blueprint = Blueprint("datasets", __name__, url_prefix="/projects/<project>/datasets")


@blueprint.get("")
def list_datasets(project: str) -> Response:
    """The datasets of a project."""
    with reading() as context:
        found = datasets.list_datasets(context, find_project(context, project), asked(PageQuery))
    return page("datasets/list.html", project=project, datasets=found)


@blueprint.get("/<name>")
def show_dataset(project: str, name: str) -> Response:
    """One dataset with its versions."""
    with reading() as context:
        found = find_project(context, project)
        versions = datasets.list_dataset_versions(context, found, name, asked(PageQuery))
    return page("datasets/dataset.html", project=project, name=name, versions=versions)


@blueprint.get("/<name>/versions/<int:number>")
def show_dataset_version(project: str, name: str, number: int) -> Response:
    """One dataset version: schema, profile, datasheet, and what came from it."""
    with reading() as context:
        found = find_project(context, project)
        view = datasets.get_dataset_version(context, found, name, number)
        node = (NodeKind.DATASET_VERSION, as_id(view.id))
        downstream = lineage.trace(context, node, found.id, "downstream")
    return page("datasets/version.html", version=view, downstream=downstream)
