"""Datasets and their versions."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import (
    CreateDataset,
    DatasetVersionView,
    DatasetView,
    JobView,
    RegisterDatasetVersion,
)
from registry.contract.paging import PageQuery
from registry.services import datasets
from registry.services.projects import find_project
from registry.web.edge import answer, answer_all, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("datasets", __name__, url_prefix="/projects/<project>/datasets")


@blueprint.post("")
@gives(DatasetView, 201, body=CreateDataset, once="kept", also=(409,))
def create_dataset(project: str) -> Response:
    """Add a dataset."""
    with writing() as context:
        return answer(
            datasets.create_dataset(context, find_project(context, project), body(CreateDataset)), 201
        )


@blueprint.get("")
@lists(DatasetView)
def list_datasets(project: str) -> Response:
    """The datasets of a project."""
    with reading() as context:
        return answer_all(datasets.list_datasets(context, find_project(context, project), query(PageQuery)))


@blueprint.post("/<name>/versions")
@gives(JobView, 202, body=RegisterDatasetVersion, once="kept")
def request_dataset_version(project: str, name: str) -> Response:
    """Have an uploaded table fingerprinted and profiled as a new version."""
    with writing() as context:
        found = find_project(context, project)
        return answer(
            datasets.request_dataset_version(context, found, name, body(RegisterDatasetVersion)), 202
        )


@blueprint.get("/<name>/versions")
@lists(DatasetVersionView)
def list_dataset_versions(project: str, name: str) -> Response:
    """The versions of a dataset."""
    with reading() as context:
        return answer_all(
            datasets.list_dataset_versions(context, find_project(context, project), name, query(PageQuery))
        )


@blueprint.get("/<name>/versions/<int:number>")
@gives(DatasetVersionView, tagged=True)
def get_dataset_version(project: str, name: str, number: int) -> Response:
    """One dataset version."""
    with reading() as context:
        return answer(datasets.get_dataset_version(context, find_project(context, project), name, number))
