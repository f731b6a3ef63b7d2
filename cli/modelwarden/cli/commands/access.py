"""`modelwarden access`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_one
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.people import Access

app = noun_app("access")

_FIELDS: tuple[Column[Access], ...] = (
    Column("Allowed", lambda access: access.allowed, "bold"),
    Column("Reason", lambda access: access.reason),
    Column("Roles", lambda access: access.roles),
    Column("Roles that may", lambda access: access.roles_that_may),
    Column("Scope that a token needs", lambda access: access.scope),
    Column("Duty", lambda access: access.duty),
)


@app.callback()
def access() -> None:
    """Have a group, though it has one command."""


@app.command("explain")
def explain_access(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name.")],
    action: Annotated[str, typer.Argument(help="What somebody would do, e.g. promotion.review.")],
    person: Annotated[str | None, typer.Argument(help="Who; by default you, with your token.")] = None,
    *,
    promotion: Annotated[
        str | None, typer.Option(help="A promotion request: what keeps them from acting on that one?")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Why somebody can, or can't, do something; about others ask owners, auditors and administrators."""
    with connect() as client:
        found = client.projects.explain_access(project, actor=person, action=action, promotion=promotion)
    show_one(found, _FIELDS, as_json=as_json)
