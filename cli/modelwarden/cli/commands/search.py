"""`modelwarden search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, say, show_all, show_json
from modelwarden.cli.session import connect
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.search import Hit

app = typer.Typer()

_COLUMNS: tuple[Column[Hit], ...] = (
    Column("Kind", lambda hit: spoken(hit.kind)),
    Column("Name", lambda hit: hit.title, "bold"),
    Column("What tells it apart", lambda hit: hit.detail),
    Column("Page", lambda hit: hit.path),
)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A part of a name, an id, or the first digits of a digest.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How much of each kind, at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find models, versions, requests, datasets, evidence, projects and people."""
    with connect() as client:
        found = client.search.find(text, limit=limit)
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.items, _COLUMNS, as_json=False, empty="Nothing that you may see is called like that.")
    if found.more:
        say("There is more; a longer text or --limit shows it.")
