"""A page: a template in its frame, with who is logged in and where we are."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, redirect, render_template, request

from registry.domain.clock import rfc3339
from registry.services.context import Actor
from registry.web.auth.sessions import FORM_FIELD, current_session
from registry.web.edge import current_actor, platform
from registry.web.ui.notes import NOTES, Note


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its content. `form_secret` goes into each of its forms."""

    actor: Actor | None
    form_field: str
    form_secret: str
    path: str
    installation: str
    version: str
    as_of: str
    note: Note | None


def page(template: str, status: int = 200, **values: object) -> Response:
    """A rendered page."""
    html = render_template(template, frame=_frame(), **values)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def go_to(url: str) -> Response:
    """Where a form leads: the browser fetches the page anew, so that reloading it sends nothing twice."""
    return current_app.make_response(redirect(url, 303))


def _frame() -> Frame:
    session = current_session()
    here = platform()
    return Frame(
        actor=current_actor(),
        form_field=FORM_FIELD,
        form_secret=session.form_secret if session else "",
        path=request.path,
        installation=here.installation,
        version=here.version,
        as_of=rfc3339(here.clock()),
        note=NOTES.get(request.args.get("note", "")),
    )
