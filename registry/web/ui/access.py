"""Why can, or can't, somebody do something?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from registry.domain.errors import InvalidInputError
from registry.domain.roles import PERMISSIONS, Action, Role
from registry.services import access_explanation, projects
from registry.services.members import list_members
from registry.web.edge import as_id, reading
from registry.web.ui.pages import go_to, page

blueprint = Blueprint("access", __name__)
_QUESTIONS = ("person", "action", "promotion")
_TABLE: dict[str, Any] = {
    "actions": list(Action),
    "roles": list(Role),
    "permitted": {role.value: sorted(PERMISSIONS[role]) for role in Role},
}


@blueprint.get("/why")
def explain_anywhere() -> Response:
    """The same page, when the project is one of the questions; without one, the list of projects."""
    project = request.args.get("project", "")
    if not project:
        return go_to(url_for("ui.people.list_people", _anchor="why"))
    person, action, promotion = (request.args.get(name) for name in _QUESTIONS)
    address = url_for(
        "ui.access.explain_access", project=project, person=person, action=action, promotion=promotion
    )
    return go_to(address)


@blueprint.get("/projects/<project>/access")
def explain_access(project: str) -> Response:
    """The answer to `?person=&action=&promotion=`, and the whole table of who may do what."""
    asked = {name: request.args.get(name, "").strip() for name in _QUESTIONS}
    with reading() as context:
        members = list_members(context, project)
        found = projects.find_project(context, project)
        promotion = as_id(asked["promotion"]) if asked["promotion"] else None
        explain, person = access_explanation.explain_access, asked["person"]
        action = asked["action"]
        answer = explain(context, person, _action(action), found, promotion) if person else None
    return page("access/access.html", project=project, members=members, asked=asked, answer=answer, **_TABLE)


def _action(text: str) -> Action:
    try:
        return Action(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is not an action.", remedy="Choose one from the list.") from None
