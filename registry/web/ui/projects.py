"""Projects: settings, members, and the protection of environments, for everybody who may read them."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import MAX_LIMIT, ListModels
from registry.services import projects
from registry.services.models import list_models
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("projects", __name__, url_prefix="/projects")


@blueprint.get("")
def list_projects() -> Response:
    """The projects that I may read."""
    with reading() as context:
        return page("projects/list.html", projects=projects.list_projects(context))


@blueprint.get("/<project>")
def show_project(project: str) -> Response:
    """One project."""
    with reading() as context:
        view = projects.get_project(context, project)
        return page(
            "projects/project.html",
            project=view,
            parameters=view.to_json()["parameters"],
            members=projects.list_members(context, project),
            environments=projects.list_environments(context),
            models=list_models(context, ListModels(project=project, limit=MAX_LIMIT)),
        )
