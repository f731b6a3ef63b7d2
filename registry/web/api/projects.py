"""Projects and environments."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListProjects, PageQuery
from registry.contract.projects import (
    ChangeProject,
    CreateEnvironment,
    CreateProject,
    EnvironmentView,
    ParametersView,
    ProjectView,
)
from registry.services import parameters, projects
from registry.web.edge import answer, answer_all, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("projects", __name__)


@blueprint.post("/projects")
@gives(ProjectView, 201, body=CreateProject, once="kept", tagged=True, also=(409,))
def create_project() -> Response:
    """Add a project."""
    with writing() as context:
        return answer(projects.create_project(context, body(CreateProject)), 201)


@blueprint.get("/projects")
@lists(ProjectView, ListProjects)
def list_projects() -> Response:
    """The projects that I may read."""
    with reading() as context:
        return answer_all(projects.list_projects(context, query(ListProjects)))


@blueprint.get("/projects/<project>")
@gives(ProjectView, tagged=True)
def get_project(project: str) -> Response:
    """One project."""
    with reading() as context:
        return answer(projects.get_project(context, project))


@blueprint.patch("/projects/<project>")
@gives(ProjectView, body=ChangeProject, tagged=True, conditional=True)
def change_project(project: str) -> Response:
    """Change a project's settings."""
    with writing() as context:
        return answer(projects.change_project(context, project, body(ChangeProject)))


@blueprint.get("/projects/<project>/parameters")
@gives(ParametersView, tagged=True)
def read_parameters(project: str) -> Response:
    """The parameters in force for a project, and where each comes from."""
    with reading() as context:
        return answer(parameters.read_parameters(context, project))


@blueprint.post("/environments")
@gives(EnvironmentView, 201, body=CreateEnvironment, once="kept", also=(409,))
def create_environment() -> Response:
    """Add an environment."""
    with writing() as context:
        return answer(projects.create_environment(context, body(CreateEnvironment)), 201)


@blueprint.get("/environments")
@lists(EnvironmentView)
def list_environments() -> Response:
    """All environments."""
    with reading() as context:
        return answer_all(projects.list_environments(context, query(PageQuery)))
