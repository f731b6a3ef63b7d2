"""Users and members."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.contract.people import ChangePassword, ChangeUser, CreateUser, SetRoles
from registry.domain.errors import InvalidInputError
from registry.domain.roles import Action, Scope
from registry.services import access, access_explanation, projects, users
from registry.web.auth.guarded import guarded
from registry.web.edge import answer, answer_all, as_id, body, reading, writing

blueprint = Blueprint("people", __name__)


@blueprint.get("/me")
def show_me() -> Response:
    """Who I am."""
    with reading() as context:
        return answer(users.view_user(users.find_user(context, access.actor_of(context).username)))


@blueprint.post("/users")
def create_user() -> Response:
    """Add a person."""
    with writing() as context:
        return answer(users.create_user(context, body(CreateUser)), 201)


@blueprint.patch("/users/<username>")
def change_user(username: str) -> Response:
    """Let a person in, or keep them out."""
    with writing() as context:
        return answer(users.change_user(context, username, body(ChangeUser)))


@blueprint.post("/me/password")
def change_password() -> Response:
    """Change my password; my log-ins end."""
    command = body(ChangePassword)
    with reading() as context:
        username = access.actor_with(context, Scope.ADMIN).username
    return answer(guarded(username, lambda context: users.change_password(context, command)))


@blueprint.get("/users")
def list_users() -> Response:
    """Everybody."""
    with reading() as context:
        return answer_all(users.list_users(context))


@blueprint.get("/projects/<project>/members")
def list_members(project: str) -> Response:
    """Who is in a project."""
    with reading() as context:
        return answer_all(projects.list_members(context, project))


@blueprint.put("/projects/<project>/members/<username>")
def set_roles(project: str, username: str) -> Response:
    """Give a person exactly these roles."""
    with writing() as context:
        return answer(projects.set_roles(context, project, username, body(SetRoles)))


@blueprint.get("/projects/<project>/access")
def explain_access(project: str) -> Response:
    """Why somebody can, or can't, do something: `?actor=&action=`, and `&promotion=` for one request.

    Without an actor it is answered for whoever asks, and for the token that they ask with.
    """
    actor, action = request.args.get("actor", ""), request.args.get("action", "")
    promotion = as_id(request.args["promotion"]) if request.args.get("promotion") else None
    if action not in list(Action):
        raise InvalidInputError(
            f"{action!r} is not an action.", remedy=f"Use one of {', '.join(Action)}.", pointer="/action"
        )
    with reading() as context:
        found = projects.find_project(context, project)
        person = actor or access.actor_of(context).username
        view = access_explanation.explain_access(context, person, Action(action), found, promotion)
        return answer(view)
