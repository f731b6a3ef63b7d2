"""Settings of a project: what everybody in it may read, and forms for those who may change it."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import PageQuery
from registry.contract.people import SetRoles
from registry.contract.projects import ChangeProject
from registry.domain.errors import InvalidInputError
from registry.domain.roles import Action, Role
from registry.domain.tiers import RiskTier
from registry.services import members, parameters, projects
from registry.web.edge import reading, writing
from registry.web.ui.abilities import abilities
from registry.web.ui.forms import field, fields, form
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked

blueprint = Blueprint("project_settings", __name__, url_prefix="/projects/<project>")


@blueprint.get("/settings")
def show_settings(project: str) -> Response:
    """Title, tier, packs, parameters in force and where each comes from, members, environments."""
    with reading() as context:
        view = projects.get_project(context, project)
        return page(
            "projects/settings.html",
            project=view,
            own_parameters=view.to_json()["parameters"],
            in_force=parameters.read_parameters(context, project).to_json(),
            members=members.list_members(context, project, asked(PageQuery, "members")),
            environments=projects.list_environments(context),
            roles=[role.value for role in Role if role is not Role.ADMIN],
            tiers=[tier.value for tier in RiskTier],
            can=abilities(
                context, project, Action.PROJECT_CONFIGURE, Action.RISK_TIER_LOWER, Action.MEMBER_MANAGE
            ),
        )


@blueprint.post("/settings")
def change_settings(project: str) -> Response:
    """Change what the form holds; what it leaves out stays."""
    given = {name: field(name) for name in ("title", "risk_tier") if field(name)}
    packs = {"packs": field("packs").replace(",", " ").split()} if "packs" in request.form else {}
    values = {"parameters": _parameters()} if "parameters" in request.form else {}
    with writing() as context:
        projects.change_project(context, project, form(ChangeProject, **given, **packs, **values))
    return go_to(url_for("ui.project_settings.show_settings", project=project, note="settings-saved"))


@blueprint.post("/members")
def set_roles(project: str) -> Response:
    """Give a person exactly these roles; none removes them."""
    with writing() as context:
        members.set_roles(context, project, field("username"), form(SetRoles, roles=fields("role")))
    return go_to(url_for("ui.project_settings.show_settings", project=project, note="roles-set"))


def _parameters() -> object:
    try:
        return json.loads(field("parameters") or "{}")
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            "The parameters are not JSON.",
            why=str(error)[:200],
            remedy='Write an object, e.g. {"fairness.group_size_min": 50}. Nothing was changed.',
            pointer="/parameters",
        ) from None
