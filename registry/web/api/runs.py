"""Runs."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import CreateRun, RunView
from registry.contract.paging import PageQuery
from registry.services import runs
from registry.services.projects import find_project
from registry.web.edge import answer, answer_all, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("runs", __name__, url_prefix="/projects/<project>/runs")


@blueprint.post("")
@gives(RunView, 201, body=CreateRun, once="kept")
def create_run(project: str) -> Response:
    """Record a training run."""
    with writing() as context:
        return answer(runs.create_run(context, find_project(context, project), body(CreateRun)), 201)


@blueprint.get("")
@lists(RunView)
def list_runs(project: str) -> Response:
    """The runs of a project."""
    with reading() as context:
        return answer_all(runs.list_runs(context, find_project(context, project), query(PageQuery)))
