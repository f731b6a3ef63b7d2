"""Browser sessions: a cookie here, the row on the server, and a secret in every form.

A form is taken only when it carries the session's secret (OWASP's synchroniser token) and the browser does
not say that another site sent it (Fetch Metadata, or `Origin` from browsers without it). Logging in is a form
too: before there is a session, its secret is in a cookie of its own, so that nobody is logged in as somebody
else unseen.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, g, request

from registry.domain.errors import ForbiddenError
from registry.services.context import open_unit
from registry.services.tokens import authenticate_session, note_session_use, session_use_is_old
from registry.web.auth.security import security
from registry.web.edge import platform

FORM_FIELD = "csrf_token"
SESSION = "modelwarden"
LOG_IN = "modelwarden-log-in"
_LOG_IN_SECONDS = 3600
_OWN_SITES = ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """The session behind a request's cookie."""

    id: str
    form_secret: str


def authenticate_cookie() -> None:
    """Put the actor behind the session's cookie into the request; nobody when it is not good any more."""
    g.actor, g.browser_session = None, None
    cookie = request.cookies.get(_cookie_name(SESSION))
    if not cookie:
        return
    with open_unit(platform(), None, read_only=True) as context:
        found = authenticate_session(context, cookie, security().session_idle)
        if found is None:
            return
        g.actor, row = found
        g.browser_session = BrowserSession(row.id, row.csrf_token)
        use_is_old = session_use_is_old(context, row)
    if use_is_old:
        with open_unit(platform(), None) as context:
            note_session_use(context, g.browser_session.id)


def current_session() -> BrowserSession | None:
    """The session of the request."""
    session: BrowserSession | None = g.get("browser_session")
    return session


def set_session_cookie(response: Response, cookie: str) -> None:
    """Hand out a new session. The cookie lives as long as the browser; the row says when it ends."""
    _set_cookie(response, SESSION, cookie)
    response.delete_cookie(_cookie_name(LOG_IN), path="/", secure=_is_https(), httponly=True, samesite="Lax")


def clear_session_cookie(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(_cookie_name(SESSION), path="/", secure=_is_https(), httponly=True, samesite="Lax")


def log_in_secret() -> str:
    """The secret for the log-in form: the one that the browser has already, or a new one."""
    return request.cookies.get(_cookie_name(LOG_IN)) or secrets.token_urlsafe(32)


def set_log_in_cookie(response: Response, secret: str) -> None:
    """Have the browser send the log-in form's secret back beside the form."""
    _set_cookie(response, LOG_IN, secret, max_age=_LOG_IN_SECONDS)


def refuse_forged_form(expected: str | None) -> None:
    """Raise `ForbiddenError` unless the form was filled in on one of our own pages."""
    given = request.form.get(FORM_FIELD, "")
    if not _from_our_pages() or not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise ForbiddenError(
            "The form was not taken.",
            why="It does not carry the secret of your session, or another site sent it.",
            remedy="Open the page again and fill the form in there. Nothing was changed.",
        )


def refuse_forged_log_in() -> None:
    """The same for the log-in form, whose secret is in its own cookie."""
    refuse_forged_form(request.cookies.get(_cookie_name(LOG_IN)))


def _from_our_pages() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN_SITES
    origin = request.headers.get("Origin")
    # Browsers send one of the two. What sends neither is no browser that a page could trick.
    return origin is None or urlsplit(origin).netloc in {request.host, urlsplit(platform().public_url).netloc}


def _set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        _cookie_name(name),
        value,
        max_age=max_age,
        path="/",
        secure=_is_https(),
        httponly=True,
        samesite="Lax",
    )


def _cookie_name(name: str) -> str:
    # With the prefix, browsers take the cookie neither from subdomains nor over plain http.
    return f"__Host-{name}" if _is_https() else name


def _is_https() -> bool:
    return platform().public_url.startswith("https://")
