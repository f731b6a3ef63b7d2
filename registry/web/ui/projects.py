"""Projects: settings, members, and the protection of environments, for everybody who may read them."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListModels, ListProjects, PageQuery
from registry.services import projects
from registry.services.members import list_members
from registry.services.models import list_models
from registry.web.edge import reading
from registry.web.ui.pages import page
from registry.web.ui.paging import asked

blueprint = Blueprint("projects", __name__, url_prefix="/projects")


@blueprint.get("")
def list_projects() -> Response:
    """The projects that I may read."""
    with reading() as context:
        return page("projects/list.html", projects=projects.list_projects(context, asked(ListProjects)))


@blueprint.get("/<project>")
def show_project(project: str) -> Response:
    """One project."""
    with reading() as context:
        view = projects.get_project(context, project)
        return page(
            "projects/project.html",
            project=view,
            members=list_members(context, project, asked(PageQuery, "members")),
            environments=projects.list_environments(context, asked(PageQuery, "environments")),
            models=list_models(context, asked(ListModels, "models", project=project)),
        )
