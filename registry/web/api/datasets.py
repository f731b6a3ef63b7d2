"""Datasets and their versions."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import CreateDataset, RegisterDatasetVersion
from registry.services import datasets
from registry.services.projects import find_project
from registry.web.edge import answer, answer_all, body, reading, writing

blueprint = Blueprint("datasets", __name__, url_prefix="/projects/<project>/datasets")


@blueprint.post("")
def create_dataset(project: str) -> Response:
    """Add a dataset."""
    with writing() as context:
        return answer(
            datasets.create_dataset(context, find_project(context, project), body(CreateDataset)), 201
        )


@blueprint.get("")
def list_datasets(project: str) -> Response:
    """The datasets of a project."""
    with reading() as context:
        return answer_all(datasets.list_datasets(context, find_project(context, project)))


@blueprint.post("/<name>/versions")
def request_dataset_version(project: str, name: str) -> Response:
    """Have an uploaded table fingerprinted and profiled as a new version."""
    with writing() as context:
        found = find_project(context, project)
        return answer(
            datasets.request_dataset_version(context, found, name, body(RegisterDatasetVersion)), 202
        )


@blueprint.get("/<name>/versions")
def list_dataset_versions(project: str, name: str) -> Response:
    """The versions of a dataset."""
    with reading() as context:
        return answer_all(datasets.list_dataset_versions(context, find_project(context, project), name))


@blueprint.get("/<name>/versions/<int:number>")
def get_dataset_version(project: str, name: str, number: int) -> Response:
    """One dataset version."""
    with reading() as context:
        return answer(datasets.get_dataset_version(context, find_project(context, project), name, number))
