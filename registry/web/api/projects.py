"""Projects and environments."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.projects import ChangeProject, CreateEnvironment, CreateProject
from registry.services import projects
from registry.web.edge import answer, answer_all, body, reading, writing

blueprint = Blueprint("projects", __name__)


@blueprint.post("/projects")
def create_project() -> Response:
    """Add a project."""
    with writing() as context:
        return answer(projects.create_project(context, body(CreateProject)), 201)


@blueprint.get("/projects")
def list_projects() -> Response:
    """The projects that I may read."""
    with reading() as context:
        return answer_all(projects.list_projects(context))


@blueprint.get("/projects/<project>")
def get_project(project: str) -> Response:
    """One project."""
    with reading() as context:
        return answer(projects.get_project(context, project))


@blueprint.patch("/projects/<project>")
def change_project(project: str) -> Response:
    """Change a project's settings."""
    with writing() as context:
        return answer(projects.change_project(context, project, body(ChangeProject)))


@blueprint.post("/environments")
def create_environment() -> Response:
    """Add an environment."""
    with writing() as context:
        return answer(projects.create_environment(context, body(CreateEnvironment)), 201)


@blueprint.get("/environments")
def list_environments() -> Response:
    """All environments."""
    with reading() as context:
        return answer_all(projects.list_environments(context))
