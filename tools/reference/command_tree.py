"""The real command line, walked: every command with the path of words that calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from typer.main import get_command

from modelwarden.cli.app import app

PROGRAM = "modelwarden"


@dataclass(frozen=True)
class Command:
    """One command: its words after `modelwarden`, Typer's object, and the context that its help needs."""

    words: tuple[str, ...]
    command: Any
    context: Any

    @property
    def is_group(self) -> bool:
        """Whether it has commands below it."""
        return hasattr(self.command, "list_commands") and bool(self.command.list_commands(self.context))

    @property
    def may_be_called(self) -> bool:
        """Whether it does something itself: a plain command, or a group that runs without one."""
        return not self.is_group or bool(self.command.invoke_without_command)

    def below(self) -> Iterator[Command]:
        """The commands right below it, in the order in which help lists them."""
        if not self.is_group:
            return
        for name in self.command.list_commands(self.context):
            _, found, _ = self.command.resolve_command(self.context, [name])
            yield Command((*self.words, name), found, _context(found, name, self.context))


def root() -> Command:
    """`modelwarden` itself."""
    found = get_command(app)
    return Command((), found, _context(found, PROGRAM, None))


def every_command() -> Iterator[Command]:
    """All of them, the root first, each group before what is in it."""
    waiting = [root()]
    while waiting:
        command = waiting.pop(0)
        yield command
        waiting = [*command.below(), *waiting]


def _context(command: Any, name: str, parent: Any) -> Any:  # noqa: ANN401 - Typer's own
    settings = {**command.context_settings, "terminal_width": 100, "max_content_width": 100}
    return command.context_class(command, info_name=name, parent=parent, **settings)
