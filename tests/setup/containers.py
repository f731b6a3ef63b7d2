"""Dockerfile and compose files, read as an engine would read them, as far as they use what it can."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tests.docs.pages import ROOT

_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::\?[^}]*)?\}")


@dataclass
class Stage:
    """What follows one FROM: instructions in their order, each with its words."""

    base: str
    name: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """The arguments of every instruction of a kind."""
        return [arguments for word, arguments in self.instructions if word == keyword]

    def last(self, keyword: str) -> str:
        """The arguments of the one that counts."""
        return self.all(keyword)[-1]

    def variables(self) -> dict[str, str]:
        """What ENV sets."""
        words = [word for line in self.all("ENV") for word in shlex.split(line)]
        return dict(word.split("=", 1) for word in words)

    def health_command(self) -> list[str]:
        """The words of the health check."""
        command: list[str] = json.loads(self.last("HEALTHCHECK").partition("CMD ")[2])
        return command


def stages() -> dict[str, Stage]:
    """The stages of the Dockerfile, by name."""
    found: dict[str, Stage] = {}
    current: Stage | None = None
    for keyword, arguments in _instructions():
        if keyword == "FROM":
            base, _, name = arguments.split()
            current = found[name] = Stage(base, name)
        elif current is not None:
            current.instructions.append((keyword, arguments))
    return found


def _instructions() -> Iterator[tuple[str, str]]:
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line[:1] != "#"]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        keyword, _, arguments = line.partition(" ")
        if keyword:
            yield keyword, arguments.strip()


def compose(*files: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """The files merged, later ones over earlier ones, with `${NAME:?...}` filled in from `variables`."""
    merged: dict[str, Any] = {}
    for name in files:
        text = (ROOT / name).read_text("utf-8")
        merged = _merge(merged, yaml.safe_load(_VARIABLE.sub(lambda found: variables[found[1]], text)))
    return merged


def asked_for(name: str) -> set[str]:
    """The variables that a compose file takes from its surroundings."""
    return {found[1] for found in _VARIABLE.finditer((ROOT / name).read_text("utf-8"))}


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        kept = both.get(key)
        both[key] = _merge(kept, value) if isinstance(kept, dict) and isinstance(value, dict) else value
    return both
