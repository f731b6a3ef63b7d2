"""People: who there is, letting them in or keeping them out, and one's own password."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import PageQuery
from registry.contract.people import ChangePassword, ChangeUser, CreateUser
from registry.domain.roles import Action
from registry.services import access, projects, users
from registry.web.auth.guarded import guarded
from registry.web.auth.sessions import clear_session_cookie
from registry.web.edge import current_actor, reading, writing
from registry.web.ui.forms import field, form
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def list_people() -> Response:
    """Everybody."""
    with reading() as context:
        return page(
            "people/list.html",
            people=users.list_users(context, asked(PageQuery)),
            projects=projects.list_projects(context),
            actions=[action.value for action in Action],
            may_manage=access.actor_of(context).is_admin,
        )


@blueprint.post("/people")
def create_user() -> Response:
    """Add a person."""
    command = form(
        CreateUser,
        username=field("username"),
        display_name=field("display_name"),
        password=request.form.get("password", ""),
        is_admin=field("is_admin") == "yes",
    )
    with writing() as context:
        users.create_user(context, command)
    return go_to(url_for("ui.people.list_people", note="person-added"))


@blueprint.post("/people/<username>")
def change_user(username: str) -> Response:
    """Let a person in, or keep them out."""
    with writing() as context:
        users.change_user(context, username, ChangeUser(active=field("active") == "yes"))
    return go_to(url_for("ui.people.list_people", note="person-changed"))


@blueprint.get("/password")
def show_password() -> Response:
    """The form for a new password of one's own."""
    return page("people/password.html")


@blueprint.post("/password")
def change_password() -> Response:
    """Change it. Every log-in ends with that, also this one."""
    command = form(
        ChangePassword,
        old_password=request.form.get("old_password", ""),
        new_password=request.form.get("new_password", ""),
    )
    username = access.require_actor(current_actor()).username
    guarded(username, lambda context: users.change_password(context, command))
    response = go_to(url_for("ui.sessions.show_log_in", note="password-changed"))
    clear_session_cookie(response)
    return response
