"""Why can, or can't, somebody do something?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from registry.domain.errors import InvalidInputError
from registry.domain.roles import PERMISSIONS, Action, Role
from registry.services import access_explanation, projects
from registry.services.members import list_members
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("access", __name__)
_TABLE: dict[str, Any] = {"actions": list(Action), "roles": list(Role), "permissions": PERMISSIONS}


@blueprint.get("/projects/<project>/access")
def explain_access(project: str) -> Response:
    """The answer to `?person=&action=`, and the whole table of who may do what."""
    person, action = request.args.get("person", "").strip(), request.args.get("action", "")
    with reading() as context:
        members = list_members(context, project)
        found = projects.find_project(context, project)
        explain = access_explanation.explain_access
        answer = explain(context, person, _action(action), found) if person else None
    asked: dict[str, Any] = {"person": person, "chosen": action, "answer": answer}
    return page("access/access.html", project=project, members=members, **asked, **_TABLE)


def _action(text: str) -> Action:
    try:
        return Action(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is not an action.", remedy="Choose one from the list.") from None
