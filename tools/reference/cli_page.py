"""`reference/cli.md`: the help of every command."""

from __future__ import annotations

from collections.abc import Iterator

from modelwarden.cli.exit_codes import MEANINGS
from tools.reference.command_tree import PROGRAM, Command, every_command
from tools.reference.markdown import block, code, page, table

_LEAD = (
    "What `modelwarden COMMAND --help` prints, in plain text. Results go to standard output: tables on a "
    "terminal, tab-separated lines without headings in a pipe, JSON with `--json`. Progress and errors go "
    "to standard error. `--help`, which every command takes, and the options of shell completion are left "
    "out."
)
_LEFT_OUT = {"--help", "--install-completion", "--show-completion"}


def cli_page() -> str:
    """The page."""
    helps = (part for command in every_command() for part in _help(command))
    return page("Command line", _LEAD, [*_exit_codes(), *helps])


def _exit_codes() -> Iterator[str]:
    yield "## Exit status"
    yield table(["Status", "Meaning"], [(code(status.value), told) for status, told in MEANINGS.items()])


def _help(command: Command) -> Iterator[str]:
    words = " ".join((PROGRAM, *command.words))
    yield f"{'##' if len(command.words) < 2 else '###'} {words}"  # noqa: PLR2004 - a noun and a verb
    yield block(_plain_help(command))


def _plain_help(command: Command) -> str:
    shown = command.command
    # Rich's boxes are as wide as the terminal of whoever runs this; Click's own text is not.
    shown.rich_markup_mode = None
    shown.params = [one for one in shown.params if not _LEFT_OUT & set(getattr(one, "opts", ()))]
    shown.add_help_option = False
    lines = shown.get_help(command.context).splitlines()
    return "\n".join(line.rstrip() for line in lines)
