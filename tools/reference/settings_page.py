"""`reference/settings.md`: every setting of the server, and the variables that the client reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from modelwarden.credentials import TOKEN, URL
from registry.settings import Settings
from tools.reference.markdown import code, page, table

PREFIX = str(Settings.model_config["env_prefix"])
# Read elsewhere than in the settings: by the client, or before there are any.
OTHER_VARIABLES = {
    URL: "The registry that the command line and `Client.from_env()` talk to; goes before a stored log-in.",
    TOKEN: "The API token to use there; goes before a stored log-in.",
    f"{PREFIX}PROJECT": "The project of commands that take `--project`.",
    f"{PREFIX}CACHE": "Where built programs are kept; by default `modelwarden` in the user's cache.",
}
_LEAD = (
    f"The server and the worker are told what they need in environment variables that begin with `{PREFIX}`. "
    "They are read once, when a process starts. Each has a default that works on a laptop. Web server and "
    "workers of one installation need the same values."
)
_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def settings_page() -> str:
    """The page."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    others = [(code(name), told) for name, told in OTHER_VARIABLES.items()]
    return page(
        "Settings",
        _LEAD,
        [
            "## Server and worker",
            table(["Variable", "Type", "Default", "Meaning"], rows),
            "## Client and command line",
            table(["Variable", "Meaning"], others),
        ],
    )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name}".upper()


def _row(name: str, field: FieldInfo) -> tuple[str, ...]:
    default = "none" if field.default is None else code(field.default)
    if field.default == "":
        default = "empty"
    return code(variable(name)), _type(name, field), default, field.description or ""


def _type(name: str, field: FieldInfo) -> str:
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
