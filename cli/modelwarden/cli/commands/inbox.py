"""`modelwarden inbox`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_all, show_json
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.objects.base import Object
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.inbox import Inbox

app = typer.Typer()


class _Line(Object):
    """One thing of the inbox: what to do about it, what it is, and where it is shown."""

    todo: str
    what: str
    why: str
    at: str
    where: str


_COLUMNS: tuple[Column[_Line], ...] = (
    Column("To do", lambda line: line.todo, "bold"),
    Column("What", lambda line: line.what),
    Column("Why", lambda line: line.why),
    Column("When", lambda line: moment(line.at)),
    Column("Where", lambda line: line.where, whole=True),
)
_TODO = {"to_confirm": "confirm", "to_sign": "review", "to_apply": "apply", "to_mend": "mend"}


@app.command()
def inbox(*, as_json: AsJson = False) -> None:
    """What waits for you, and what needs attention."""
    with connect() as client:
        found = client.inbox.read()
    if as_json:
        show_json(found.to_json())
    else:
        show_all(list(_lines(found)), _COLUMNS, as_json=False, empty="Nothing waits for you.")


def _lines(found: Inbox) -> Iterator[_Line]:
    for name, todo in _TODO.items():
        for request in getattr(found, name):
            what = f"{request.model} version {request.version} to {request.environment}"
            where = f"/promotions/{request.id}"
            yield _Line(todo=todo, what=what, why=request.reason, at=request.opened_at, where=where)
    for one in found.attention:
        yield _Line(todo=spoken(one.kind), what=one.what, why=one.why, at=one.at, where=one.path)
