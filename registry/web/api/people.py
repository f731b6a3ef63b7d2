"""Users and members."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import AskAccess, PageQuery
from registry.contract.people import (
    AccessView,
    ChangePassword,
    ChangeUser,
    CreateUser,
    MemberView,
    SetRoles,
    UserView,
)
from registry.domain.roles import Action, Scope
from registry.services import access, access_explanation, members, projects, users
from registry.web.auth.guarded import guarded
from registry.web.edge import answer, answer_all, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("people", __name__)


@blueprint.get("/me")
@gives(UserView, tagged=True)
def show_me() -> Response:
    """Who I am."""
    with reading() as context:
        return answer(users.view_user(users.find_user(context, access.actor_of(context).username)))


@blueprint.post("/users")
@gives(UserView, 201, body=CreateUser, once="kept", tagged=True, also=(409,))
def create_user() -> Response:
    """Add a person."""
    with writing() as context:
        return answer(users.create_user(context, body(CreateUser)), 201)


@blueprint.get("/users/<username>")
@gives(UserView, tagged=True)
def get_user(username: str) -> Response:
    """One person."""
    with reading() as context:
        return answer(users.get_user(context, username))


@blueprint.patch("/users/<username>")
@gives(UserView, body=ChangeUser, tagged=True, conditional=True, also=(409,))
def change_user(username: str) -> Response:
    """Let a person in, or keep them out."""
    with writing() as context:
        return answer(users.change_user(context, username, body(ChangeUser)))


@blueprint.post("/me/password")
@gives(UserView, body=ChangePassword, also=(429,))
def change_password() -> Response:
    """Change my password; my log-ins end."""
    command = body(ChangePassword)
    with reading() as context:
        username = access.actor_with(context, Scope.ADMIN).username
    return answer(guarded(username, lambda context: users.change_password(context, command)))


@blueprint.get("/users")
@lists(UserView)
def list_users() -> Response:
    """Everybody."""
    with reading() as context:
        return answer_all(users.list_users(context, query(PageQuery)))


@blueprint.get("/projects/<project>/members")
@lists(MemberView)
def list_members(project: str) -> Response:
    """Who is in a project."""
    with reading() as context:
        return answer_all(members.list_members(context, project, query(PageQuery)))


@blueprint.get("/projects/<project>/members/<username>")
@gives(MemberView, tagged=True)
def get_member(project: str, username: str) -> Response:
    """One person's roles in a project, which may be none."""
    with reading() as context:
        return answer(members.get_member(context, project, username))


@blueprint.put("/projects/<project>/members/<username>")
@gives(MemberView, body=SetRoles, tagged=True, conditional=True)
def set_roles(project: str, username: str) -> Response:
    """Give a person exactly these roles."""
    with writing() as context:
        return answer(members.set_roles(context, project, username, body(SetRoles)))


@blueprint.get("/projects/<project>/access")
@gives(AccessView, query=AskAccess, tagged=True)
def explain_access(project: str) -> Response:
    """Why somebody can, or can't, do something: `?actor=&action=`, and `&promotion=` for one request.

    Without an actor it is answered for whoever asks, and for the token that they ask with.
    """
    asked = query(AskAccess)
    with reading() as context:
        found = projects.find_project(context, project)
        person = asked.actor or access.actor_of(context).username
        view = access_explanation.explain_access(
            context, person, Action(asked.action), found, asked.promotion
        )
        return answer(view)
