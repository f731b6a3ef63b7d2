"""Asking a person: only ever on a terminal, so that scripts never hang."""

from __future__ import annotations

import sys

import typer

from modelwarden.cli.session import DRY_RUN


def ask(given: str | None, question: str, option: str) -> str:
    """What was given, or what the person says; a usage error when there is nobody to ask."""
    if given is not None:
        return given
    _require_terminal(f"Give {option}.")
    answer: str = typer.prompt(question, err=True)
    return answer


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if the person agrees, or has agreed with `--yes`; a dry run needs no leave."""
    if yes or DRY_RUN.get():
        return
    _require_terminal("Give --yes to go on without being asked.")
    typer.confirm(question, abort=True, err=True)


def ask_password(question: str, *, from_stdin: bool, twice: bool = False) -> str:
    """A password, from the first line of stdin or typed without being shown; never from an argument."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    _require_terminal("Give --password-stdin, and the password on standard input.")
    answer: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def _require_terminal(remedy: str) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"There is no terminal to ask on. {remedy}")
