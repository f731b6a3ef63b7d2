"""`reference/api.md`: every route of the web application, and the bodies that they take."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from tools.reference.markdown import code, page, table
from tools.reference.routes import Route, routes
from tools.reference.shapes import described

_LEAD = (
    "The JSON API lives under `/api/v1` and wants an `Authorization: Bearer` token; only `/api/v1/login`, "
    "`/api/v1/keys` and `/api/v1/openapi.json` are open to everybody. Bodies are JSON, and a field that is "
    "not known is refused. Lists come in pages: see "
    "[Paging, ETags and idempotency keys](../how-to/use-the-api.md). What goes wrong is a "
    "[problem document](errors.md). The same in OpenAPI 3.1 is [openapi.json](openapi.json), which every "
    "server gives at `/api/v1/openapi.json`. Long work answers 202 with a job, to be asked for at "
    "`/api/v1/jobs/<job_id>`. Files and evidence come byte for byte as they were stored."
)
_API = "/api/v1/"
_MACHINES = ("/-/", "/bundles/")


def api_page() -> str:
    """The page."""
    found = routes()
    api = [route for route in found if route.path.startswith(_API)]
    machines = [route for route in found if route.path.startswith(_MACHINES)]
    pages = [route for route in found if route not in api and route not in machines]
    return page("HTTP API", _LEAD, [*_nouns(api), *_others(machines, pages), *_bodies(api)])


def _nouns(api: list[Route]) -> Iterator[str]:
    for home, found in groupby(sorted(api, key=lambda route: (route.home, route)), lambda route: route.home):
        yield f"## {home.rpartition('.')[2].replace('_', ' ').capitalize()}"
        yield _table(list(found))


def _others(machines: list[Route], pages: list[Route]) -> Iterator[str]:
    yield "## Health, and bundles for OPA"
    yield _table(machines)
    yield "## Pages"
    yield "For people with a browser and a log-in; every action on them is also in the API above."
    yield _table(pages)


def _table(found: list[Route]) -> str:
    rows = [(route.method, code(route.path), _summary(route)) for route in found]
    return table(["Method", "Path", "What it does"], rows)


def _summary(route: Route) -> str:
    body = f" Body: [{route.body.__name__}](#{route.body.__name__.lower()})." if route.body else ""
    query = f" Query: [{route.query.__name__}](#{route.query.__name__.lower()})." if route.query else ""
    return f"{route.summary}{body}{query}"


def _bodies(api: list[Route]) -> Iterator[str]:
    told: set[str] = set()
    for heading, taken in (
        ("Bodies", [route.body for route in api if route.body]),
        ("Queries", [route.query for route in api if route.query]),
    ):
        yield f"## {heading}"
        shapes = {shape.__name__: shape for shape in taken}
        yield from described((shapes[name] for name in sorted(shapes)), told)
