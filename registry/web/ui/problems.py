"""Errors as pages: what, why, what to do, with the status that the API would give."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from registry.domain.errors import ModelwardenError
from registry.web.auth.sessions import FORM_FIELD, authenticate_cookie
from registry.web.problems import SOMETHING_WRONG, log_outage, problem, retry_headers, spoken, status_of
from registry.web.ui.forms import local_address
from registry.web.ui.pages import page
from registry.web.ui.twins import wants_twin
from reports.wording import phrase

_log = structlog.get_logger(__name__)
_NOT_PAGES = ("/api/", "/-/", "/bundles/")
_UNSAID = frozenset({"password", "old_password", "new_password", "back", FORM_FIELD})
_NO_PAGE = ModelwardenError(
    "There is no such page.",
    why="Nothing is kept at this address.",
    remedy="Start again from the list of models.",
)
_NO_METHOD = ModelwardenError(
    "This address takes forms only.",
    why="It was opened like a page.",
    remedy="Go back, and use the button there.",
)


def register_error_pages(ui: Blueprint) -> None:
    """Answer what goes wrong on a page with a page, and unknown addresses too."""
    ui.register_error_handler(ModelwardenError, _answer)
    ui.register_error_handler(HTTPException, _answer_http)
    ui.register_error_handler(Exception, _answer_unexpected)
    ui.before_app_request(_answer_unknown_address)


def error_page(error: ModelwardenError, status: int) -> Response:
    """The page of an error, with a way back to where its form was; of a twin, the problem document."""
    if wants_twin():
        return problem(error, HTTPStatus(status))
    back = local_address(request.form.get("back"), "") if request.method == "POST" else ""
    response = page(
        "problem.html", status, error=error, http=HTTPStatus(status), back=back, written=_written()
    )
    response.headers.update(retry_headers(error))
    return response


def _written() -> dict[str, str]:
    """What somebody has put into words in the form that was refused, so that it is not lost."""
    if request.method != "POST":
        return {}
    sent, verdict = request.form, request.form.get("verdict")
    # Each verdict has a meaning of its own in the form, and only that of the chosen one was meant.
    unmeant = {name for name in sent if name.startswith("meaning_") and name != f"meaning_{verdict}"}
    return {
        phrase(name): text for name, text in sent.items() if " " in text and name not in _UNSAID | unmeant
    }


def _answer(error: ModelwardenError) -> Response:
    log_outage(error)
    return error_page(error, status_of(error))


def _answer_http(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return error_page(_NO_PAGE, HTTPStatus.NOT_FOUND)
    if isinstance(error, MethodNotAllowed):
        answer = error_page(_NO_METHOD, HTTPStatus.METHOD_NOT_ALLOWED)
        answer.allow.update(error.valid_methods or ())
        return answer
    return error_page(spoken(error.code or 500, error.name, error.description or ""), error.code or 500)


def _answer_unexpected(error: Exception) -> Response:
    _log.exception("unexpected", path=request.path, error=type(error).__name__)
    return error_page(SOMETHING_WRONG, HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer_unknown_address() -> Response | None:
    error = request.routing_exception
    if not isinstance(error, NotFound | MethodNotAllowed) or request.path.startswith(_NOT_PAGES):
        return None
    g.twin = request.path.endswith(".json")
    authenticate_cookie()
    return _answer_http(error)
