"""Groups: the root lists every noun, and imports only the one that is called."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from modelwarden.cli.nouns import INSTALLATION, NOUNS, SERVER_HELP

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "modelwarden.commands"
_CALLED = "modelwarden.called"
_COMPLETION = frozenset({"install_completion", "show_completion"})


class LightGroup(TyperGroup):
    """A group whose own `--help`, when it is not asked for, costs nothing.

    Typer takes an absent flag for None, and imports pydantic to turn that into a bool: a tenth of a second.
    """

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option


def noun_app(name: str) -> typer.Typer:
    """The group of a noun, for its verbs to be put into."""
    return typer.Typer(cls=LightGroup, help=NOUNS[name].help, no_args_is_help=True, add_completion=False)


class NounGroup(LightGroup):
    """Our own nouns from a table, and groups from the entry points `modelwarden.commands`."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(**attributes)
        for name, noun in NOUNS.items():
            self.add_command(_stub(name, noun.help, noun.panel))

    @cached_property
    def _server(self) -> dict[str, EntryPoint]:
        from importlib.metadata import entry_points

        found = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
        known = {name: found[name] for name in SERVER_HELP if name in found}
        return known | {name: found[name] for name in sorted(found) if name not in NOUNS}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's own
        return [*NOUNS, *self._server]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - Typer's own
        """What help needs of a command: its name and a line about it."""
        if cmd_name in NOUNS:
            return super().get_command(ctx, cmd_name)
        if cmd_name not in self._server:
            return None
        package = self._server[cmd_name].value.partition(".")[0]
        return _stub(cmd_name, SERVER_HELP.get(cmd_name, f"Comes with {package}."), INSTALLATION)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's own
        """The command itself, imported now that it is called."""
        ctx.meta[_CALLED] = args[0]
        name, stub, rest = super().resolve_command(ctx, args)
        return name, self._load(name) if name and stub else stub, rest

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own
        """Run what was called; a package that is missing is told with the extra that brings it."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            from modelwarden.cli.extras import missing_packages

            raise missing_packages(ctx.meta.get(_CALLED, ""), error) from error

    def _load(self, name: str) -> Any:  # noqa: ANN401 - Typer's own
        if name in NOUNS:
            module, _, attribute = NOUNS[name].home.partition(":")
            group = getattr(import_module(module), attribute)
        else:
            group = self._server[name].load()
        command = get_command(group)
        command.name = name
        # Typer gives every app options to install completion; they belong to the whole, not to a part.
        command.params = [param for param in command.params if param.name not in _COMPLETION]
        return command


def _stub(name: str, text: str, panel: str) -> TyperCommand:
    return TyperCommand(name, help=text, rich_help_panel=panel)
