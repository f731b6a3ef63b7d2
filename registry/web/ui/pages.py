"""A page: a template in its frame, with who is logged in and where we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, current_app, json, redirect, render_template, request

from registry.domain.clock import rfc3339
from registry.services.context import Actor
from registry.web.auth.sessions import FORM_FIELD, current_session
from registry.web.edge import current_actor, platform
from registry.web.ui.navigation import Step, navigation
from registry.web.ui.notes import NOTES, Note
from registry.web.ui.plain import plain
from registry.web.ui.twins import PASSING, twin_address, wants_twin


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its content. `form_secret` goes into each of its forms."""

    actor: Actor | None
    form_field: str
    form_secret: str
    path: str
    permalink: str
    twin: str
    installation: str
    version: str
    as_of: str
    note: Note | None
    navigation: list[Step]


def page(
    template: str,
    status: int = 200,
    /,
    *,
    parts: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """A rendered page, or its JSON when the address asks for the twin.

    `parts` are templates of the page that can be fetched alone, by `?part=NAME`, to show what has changed.
    """
    if wants_twin():
        return _twin(status, values)
    part = (parts or {}).get(request.args.get("part", ""))
    html = render_template(part or template, frame=_frame(status), **values)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def go_to(url: str) -> Response:
    """Where a form leads: the browser fetches the page anew, so that reloading it sends nothing twice."""
    return current_app.make_response(redirect(url, 303))


def _twin(status: int, values: dict[str, object]) -> Response:
    about = {"page": request.path.removesuffix(".json") or "/", "as_of": rfc3339(platform().clock())}
    shown = {name: plain(value) for name, value in values.items()}
    return Response(json.dumps(about | shown), status=status, content_type="application/json")


def _frame(status: int) -> Frame:
    session = current_session()
    here = platform()
    return Frame(
        actor=current_actor(),
        form_field=FORM_FIELD,
        form_secret=session.form_secret if session else "",
        path=request.path,
        permalink=_permalink(),
        twin=twin_address() if status == HTTPStatus.OK else "",
        installation=here.installation,
        version=here.version,
        as_of=rfc3339(here.clock()),
        note=NOTES.get(request.args.get("note", "")),
        navigation=navigation(),
    )


def _permalink() -> str:
    """The address that shows this page again, without what was said once."""
    kept = {key: values for key, values in request.args.lists() if key not in PASSING}
    return request.path + (f"?{urlencode(kept, doseq=True)}" if kept else "")
