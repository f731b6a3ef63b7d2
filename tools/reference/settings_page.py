"""`reference/settings.md`: every setting of the server, and the variables that the client reads."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic.fields import FieldInfo

from modelwarden.credentials import TOKEN, URL
from registry.commands.production import TABLE
from registry.settings import PREFIX, Settings, variable
from tools.reference.markdown import code, page, table

# Read elsewhere than in the settings: by the client, or before there are any.
OTHER_VARIABLES = {
    URL: "The registry that the command line and `Client.from_env()` talk to; goes before a stored log-in.",
    TOKEN: "The API token to use there; goes before a stored log-in.",
    f"{PREFIX}PROJECT": "The project of commands that take `--project`.",
    f"{PREFIX}KEYRING": "`never` keeps a log-in in its file, also where the system has a keyring.",
    f"{PREFIX}CACHE": "Where built programs are kept; by default `modelwarden` in the user's cache.",
}
_LEAD = (
    f"The server and the worker are told what they need in environment variables that begin with `{PREFIX}`. "
    "They are read once, when a process starts. Each has a default that works on a laptop. Web server and "
    "workers of one installation need the same values."
)
_PRODUCTION = (
    f"With `{PREFIX}PROFILE=production` server and worker do not start while one of these holds. "
    "All that hold are told at once, and `modelwarden doctor` tells them too."
)
# The others are read by every process that opens the installation.
ONE_READER = {
    "metrics_token": "web",
    "public_url": "web, worker",
    "session_hours": "web",
    "stop_seconds": "web, worker",
    "threads": "web",
    "worker_metrics_host": "worker",
    "worker_metrics_port": "worker",
    "worker_threads": "worker",
}
_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def settings_page() -> str:
    """The page."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    refused = [(code(row.setting), row.why, row.remedy) for row in TABLE]
    others = [(code(name), told) for name, told in OTHER_VARIABLES.items()]
    return page(
        "Settings",
        _LEAD,
        [
            "## Server and worker",
            table(["Variable", "Type", "Default", "Read by", "Meaning"], rows),
            "## What production refuses",
            _PRODUCTION,
            table(["Setting", "It is refused because", "Do this"], refused),
            "## Client and command line",
            table(["Variable", "Meaning"], others),
        ],
    )


def _row(name: str, field: FieldInfo) -> tuple[str, ...]:
    told = str(field.default).lower() if isinstance(field.default, bool) else field.default
    default = "none" if field.default is None else code(told)
    if field.default == "":
        default = "empty"
    return code(variable(name)), _type(name, field), default, _readers(name), field.description or ""


def _readers(name: str) -> str:
    if name in ONE_READER:
        return ONE_READER[name]
    return "web, worker, commands"


def _type(name: str, field: FieldInfo) -> str:
    if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum):
        return " or ".join(code(choice.value) for choice in field.annotation)
    schema = Settings.model_json_schema()["properties"][name]
    words = next((one for one in _alternatives(schema) if one), "string")
    return ", ".join([words, *_limits(field)])


def _alternatives(schema: dict[str, Any]) -> Iterator[str]:
    for one in schema.get("anyOf", [schema]):
        if one.get("type") != "null":
            yield {"path": "path", "password": "secret"}.get(one.get("format", ""), one.get("type", ""))


def _limits(field: FieldInfo) -> Iterator[str]:
    for limit in field.metadata:
        for attribute, words in _LIMITS.items():
            if (bound := getattr(limit, attribute, None)) is not None:
                yield f"{words} {bound:g}"
