"""Paths of the API, with every name in them quoted."""

from __future__ import annotations

from urllib.parse import quote

from modelwarden.errors import InvalidInputError

API = "/api/v1"


def route(*segments: str | int) -> str:
    """The path `/api/v1/a/b/c`; raises `InvalidInputError` for a segment that would lead elsewhere."""
    return "/".join([API, *(_segment(str(segment)) for segment in segments)])


def _segment(text: str) -> str:
    if text in {"", ".", ".."}:
        raise InvalidInputError(f"{text!r} is not a name.", remedy="Give the name of the thing you mean.")
    return quote(text, safe="")
