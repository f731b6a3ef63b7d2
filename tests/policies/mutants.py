"""Mutants of a Rego module: the same text with one small thing wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What a slip of the keyboard, or of the mind, makes of a token.
_SLIPS = {
    "==": "!=",
    "!=": "==",
    ">=": ">",
    "<=": "<",
    ">": ">=",
    "<": "<=",
    "true": "false",
    "false": "true",
    "not ": "",
    "max(": "min(",
    " + ": " - ",
    " - ": " + ",
    " * ": " + ",
    " | ": " & ",
    "every ": "some ",
}
_TOKEN = re.compile(
    r"""(?P<text>"[^"\s{}%]+")|"(?:\\.|[^"\\])*"|`[^`]*`|(?P<slip>==|!=|>=|<=|:=|\bnot\ |\bmax\(|\bevery\ |"""
    r"""\btrue\b|\bfalse\b|>|<|\ \+\ |\ -\ |\ \*\ |\ \|\ (?![\[{\n]))|(?P<number>(?<![\w.])\d+(?![\w.]))""",
    re.VERBOSE,
)
_CONDITION = re.compile(r" if (?!.*\{$).*$")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change. `line` counts from 1."""

    line: int
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a module. Comments, the package clause and imports stay as they are."""
    lines = source.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if line.startswith(("#", "package ", "import ")) or not line.strip():
            continue
        for change, mutated in _changed_lines(line):
            yield Mutant(at + 1, change, "".join([*lines[:at], mutated, *lines[at + 1 :]]))


def _changed_lines(line: str) -> Iterator[tuple[str, str]]:
    if line.startswith("\t") and not line.rstrip().endswith(("{", "[", "(", ",", "}", "]", ")", "|")):
        yield f"without: {line.strip()}", ""
    if condition := _CONDITION.search(line):
        yield f"unconditional: {line.strip()}", line[: condition.start()] + "\n"
    for token in _TOKEN.finditer(line):
        for wrong in _wrong(token):
            mutated = line[: token.start()] + wrong + line[token.end() :]
            yield f"{token.group()!r} -> {wrong!r}: {line.strip()}", mutated


def _wrong(token: re.Match[str]) -> Iterator[str]:
    if (slip := token["slip"]) in _SLIPS:
        yield _SLIPS[slip]
    elif number := token["number"]:
        yield str(int(number) + 1)
    elif text := token["text"]:
        yield f'{text[:-1]}x"'
