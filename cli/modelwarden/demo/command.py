"""`modelwarden demo`: the main job end to end, on real data, with a real server, worker and OPA."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from modelwarden.errors import ModelwardenError

app = typer.Typer(help="Walk two real credit models through the gate, and show everything.")


@app.callback(invoke_without_command=True)
def demo(
    *,
    out: Annotated[
        Path | None, typer.Option(help="Leave everything here that an outsider needs to check it.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON; the story goes to standard error.")
    ] = False,
    serve: Annotated[bool, typer.Option(help="Keep the server up afterwards, until Ctrl-C.")] = True,
    seed: Annotated[int, typer.Option(help="Another seed splits the data differently.")] = 0,
    data: Annotated[
        Path | None, typer.Option(help="Another table with the columns of the shipped one.")
    ] = None,
    port: Annotated[int, typer.Option(help="The server's port; a free one by default.")] = 0,
) -> None:
    """Register, evaluate, refuse, repair, approve, promote, report, verify.

    Ends with 0 only if version 1 was refused, version 2 was promoted, and every verification passed.
    """
    passed = _run(out, quiet=as_json, serve=serve, seed=seed, data=data, port=port)
    raise typer.Exit(0 if passed else 1)


def _run(out: Path | None, *, quiet: bool, serve: bool, seed: int, data: Path | None, port: int) -> bool:
    from modelwarden.cli.extras import require

    require("demo")
    from modelwarden.demo.dossier import Dossier
    from modelwarden.demo.narrator import Narrator
    from modelwarden.demo.people import Cast
    from modelwarden.demo.server import running_server
    from modelwarden.demo.story import Story

    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="modelwarden-demo-")))
        target = _empty_directory(out) if out else directory / "out"
        narrator, cast = Narrator(quiet=quiet), Cast()
        with narrator.step("start", "Start a server, a worker and OPA"):
            server = stack.enter_context(running_server(directory, port, cast.admin.password))
            narrator.say(f"up at {server.url}")
        story = Story(server.url, cast, narrator, Dossier(target))
        passed = story.tell(data, seed)
        if quiet:
            typer.echo(json.dumps(story.dossier.summary, indent=2, ensure_ascii=False))
        if serve:
            narrator.say(f"\n[bold]The server stays up at {server.url}[/bold]; stop it with Ctrl-C. Logins:")
            for person in (*cast.members, cast.admin):
                narrator.say(f"{person.username:<6} {person.password}  {person.display_name}")
            with suppress(KeyboardInterrupt):
                server.wait()
    return passed


def _empty_directory(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise ModelwardenError(
            f"{path} is not empty.",
            why="What is left there must be of one run only.",
            remedy="Name another directory, or remove this one.",
        )
    return path
