"""`modelwarden member`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ProjectName
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.people import Member

app = noun_app("member")

_COLUMNS: tuple[Column[Member], ...] = (
    Column("Username", lambda member: member.username, "bold"),
    Column("Name", lambda member: member.display_name),
    Column("Roles", lambda member: [spoken(role) for role in member.roles]),
)

Username = Annotated[str, typer.Argument(help="The person's login.")]


@app.command("list")
def list_members(project: ProjectName, *, as_json: AsJson = False) -> None:
    """Who is in a project."""
    with connect() as client:
        found = client.members.list(project)
    show_all(found, _COLUMNS, as_json=as_json, empty="Nobody yet. Add people with `modelwarden member set`.")


@app.command()
def show(username: Username, project: ProjectName, *, as_json: AsJson = False) -> None:
    """One person's roles in a project, which may be none."""
    with connect() as client:
        found = client.members.get(project, username)
    show_one(found, _COLUMNS, as_json=as_json)


@app.command("set")
@writes
def set_roles(
    username: Username,
    project: ProjectName,
    *,
    role: Annotated[
        list[str], typer.Option("--role", "-r", help="A role, e.g. risk_reviewer; may be given again.")
    ],
    as_json: AsJson = False,
) -> None:
    """Give a person exactly these roles in a project."""
    with connect() as client:
        member = client.members.set_roles(project, username, role)
    show_one(member, _COLUMNS, as_json=as_json)


@app.command()
@writes
def remove(username: Username, project: ProjectName, *, as_json: AsJson = False) -> None:
    """Take a person out of a project."""
    with connect() as client:
        member = client.members.set_roles(project, username, [])
    show_one(member, _COLUMNS, as_json=as_json)
