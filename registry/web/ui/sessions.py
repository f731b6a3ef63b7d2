"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.domain.errors import NotAuthenticatedError
from registry.services import tokens
from registry.services.context import Context
from registry.web.auth.guarded import guarded
from registry.web.auth.security import security
from registry.web.auth.sessions import (
    clear_session_cookie,
    current_session,
    log_in_secret,
    set_log_in_cookie,
    set_session_cookie,
)
from registry.web.edge import writing
from registry.web.ui.forms import field, local_address
from registry.web.ui.pages import go_to, page

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/log-in")
def show_log_in() -> Response:
    """The log-in form."""
    if current_session() is not None:
        return go_to(_next(request.args.get("next")))
    return _form(_next(request.args.get("next")))


@blueprint.post("/log-in")
def log_in() -> Response:
    """A new session for whoever knows the password; the one that the browser had before ends."""
    try:
        cookie = guarded(field("username"), _start_session)
    except NotAuthenticatedError:
        return _form(_next(field("next")), field("username"), refused=True)
    response = go_to(_next(field("next")))
    set_session_cookie(response, cookie)
    return response


def _start_session(context: Context) -> str:
    user = tokens.check_password(context, field("username"), request.form.get("password", ""))
    cookie, _ = tokens.start_session(context, user, security().session_hours)
    if (old := current_session()) is not None:
        tokens.end_session(context, old.id)
    return cookie


@blueprint.post("/log-out")
def log_out() -> Response:
    """End the session, on the server too."""
    if (session := current_session()) is not None:
        with writing() as context:
            tokens.end_session(context, session.id)
    response = go_to(url_for("ui.sessions.show_log_in", note="logged-out"))
    clear_session_cookie(response)
    return response


def _form(next_address: str, username: str = "", *, refused: bool = False) -> Response:
    secret = log_in_secret()
    status = 401 if refused else 200
    response = page(
        "log_in.html", status, secret=secret, next=next_address, username=username, refused=refused
    )
    set_log_in_cookie(response, secret)
    return response


def _next(wanted: str | None) -> str:
    return local_address(wanted, url_for("ui.home.show_home"))
