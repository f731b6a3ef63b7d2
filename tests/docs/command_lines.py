"""Command lines in shell text, and whether the real command line would take them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import cache

from tools.reference.command_tree import PROGRAM, Command, every_command

_ENDS = {"|", "||", "&&", ";", "&", ">", ">>", "<", "<<", "(", ")"}


def spoken(text: str) -> Iterator[list[str]]:
    """Each call of `modelwarden` in a shell text, as its words after the program's name."""
    for line in _logical_lines(text):
        words = _words(line)
        for position, word in enumerate(words):
            if word == PROGRAM and (position == 0 or words[position - 1] in _ENDS | {"$", "="}):
                yield _until_end(words[position + 1 :])


def complaint(words: list[str], *, whole: bool) -> str:
    """Why the command line would not take these words, or nothing. `whole`: it is typed like this."""
    command, rest = _find(words)
    if rest and not rest[0].startswith("-") and command.is_group:
        return f"there is no command {rest[0]!r} in `{' '.join((PROGRAM, *command.words))}`"
    if whole and not command.may_be_called and not rest:
        return "a command is missing"
    return _misuse(command, rest, whole=whole)


def _find(words: list[str]) -> tuple[Command, list[str]]:
    """The longest command that the words begin with, and what is left of them."""
    commands, length = _commands(), 0
    while length < len(words) and tuple(words[: length + 1]) in commands:
        length += 1
    return commands[tuple(words[:length])], words[length:]


@cache
def _commands() -> dict[tuple[str, ...], Command]:
    return {command.words: command for command in every_command()}


def _misuse(command: Command, words: list[str], *, whole: bool) -> str:
    """Unknown options, options without their value, and too few or too many arguments."""
    parameters = command.command.get_params(command.context)
    takes_value = {
        name: not (option.is_flag or option.count)
        for option in parameters
        if option.param_type_name == "option"
        for name in (*option.opts, *option.secondary_opts)
    }
    given, waiting = [], list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, _ = word.partition("=")
        if not word.startswith("-") or word == "-":
            given.append(word)
        elif name not in takes_value:
            return f"there is no option {name}"
        elif takes_value[name] and not equals:
            if not waiting and whole:
                return f"{name} lacks its value"
            waiting = waiting[1:]
    return _wrong_count(parameters, given, whole=whole)


def _wrong_count(parameters: list[object], given: list[str], *, whole: bool) -> str:
    arguments = [one for one in parameters if getattr(one, "param_type_name", "") == "argument"]
    needed = sum(1 for one in arguments if getattr(one, "required", False))
    if len(given) > len(arguments):
        return f"{given[len(arguments) :]} is too much"
    return f"{needed - len(given)} arguments are missing" if whole and len(given) < needed else ""


def _logical_lines(text: str) -> Iterator[str]:
    """Lines joined over backslashes, without prompts and without what is inside here-documents."""
    ends_with = ""
    for line in text.replace("\\\n", " ").splitlines():
        stripped = line.strip().removeprefix("$ ")
        if ends_with:
            ends_with = "" if stripped == ends_with else ends_with
            continue
        if "<<" in stripped:
            ends_with = stripped.partition("<<")[2].strip().strip("'\"")
        yield stripped


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)
    except ValueError:  # A quote that ends on another line holds no command.
        return []


def _until_end(words: list[str]) -> list[str]:
    end = next((position for position, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end]
