"""The door: nobody comes further than the log-in page without a session, and no form without its secret."""

from __future__ import annotations

from flask import Response, request, url_for

from registry.domain.errors import NotAuthenticatedError
from registry.web.auth.sessions import current_session, refuse_forged_form, refuse_forged_log_in
from registry.web.edge import platform
from registry.web.ui.pages import go_to
from registry.web.ui.sent_file import open_sent_form

_OPEN = frozenset({"ui.static", "ui.sessions.show_log_in", "ui.sessions.log_in"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
WITH_FILE = frozenset({"ui.evaluations.evaluate_table"})
_MAX_FORM_BYTES = 256 * 1024


def ask_to_log_in() -> Response | None:
    """Send strangers to the log-in page, which leads back to where they wanted to go."""
    if request.endpoint in _OPEN or current_session() is not None:
        return None
    # A part of a page that looks again by itself must not be replaced by the log-in page.
    if request.method in _READING and "HX-Request" not in request.headers:
        return go_to(url_for("ui.sessions.show_log_in", next=request.full_path.rstrip("?")))
    raise NotAuthenticatedError(
        "You are not logged in.",
        why="Your session has ended, or you logged out in another window. Nothing was changed.",
        remedy="Log in, open the page again and fill the form in there.",
    )


def refuse_forged_forms() -> None:
    """Take a form only from our own pages."""
    request.max_content_length = _MAX_FORM_BYTES
    if request.method in _READING:
        return
    if request.endpoint in WITH_FILE:
        open_sent_form(platform().upload_limits.artifact_bytes)
    session = current_session()
    if request.endpoint == "ui.sessions.log_in":
        refuse_forged_log_in()
    else:
        refuse_forged_form(session.form_secret if session else None)
