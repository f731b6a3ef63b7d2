"""Lineage, asked both ways."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, request

from registry.domain.errors import InvalidInputError
from registry.domain.lineage import NodeKind
from registry.services.datasets import find_dataset_version
from registry.services.lineage import trace
from registry.services.projects import find_project
from registry.services.versions import read_version
from registry.web.edge import answer, reading

blueprint = Blueprint("lineage", __name__)


@blueprint.get("/models/<model>/versions/<int:number>/lineage")
def trace_version(model: str, number: int) -> Response:
    """What a version comes from (`?direction=upstream`, the default) or what came from it (`downstream`)."""
    with reading() as context:
        found, version = read_version(context, model, number)
        return answer(
            trace(context, (NodeKind.VERSION, version.id), found.project_id, _direction("upstream"))
        )


@blueprint.get("/projects/<project>/datasets/<name>/versions/<int:number>/lineage")
def trace_dataset_version(project: str, name: str, number: int) -> Response:
    """What came from a dataset version: which versions were trained on it, and where they are deployed."""
    with reading() as context:
        found = find_project(context, project)
        dataset = find_dataset_version(context, found, name, number)
        node = (NodeKind.DATASET_VERSION, dataset.id)
        return answer(trace(context, node, found.id, _direction("downstream")))


def _direction(default: Literal["upstream", "downstream"]) -> Literal["upstream", "downstream"]:
    match request.args.get("direction", default):
        case "upstream":
            return "upstream"
        case "downstream":
            return "downstream"
        case other:
            raise InvalidInputError(
                f"{other!r} is not a direction.", remedy="Use upstream or downstream.", pointer="/direction"
            )
