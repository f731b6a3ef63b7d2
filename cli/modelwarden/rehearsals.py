"""Dry runs: what would be sent is told, checked by the registry where it can be, and taken back.

Reads are carried out. The first write that the registry can rehearse is sent with `Dry-Run: true`, answered
as it would be, and ends the dry run. Bytes are never sent: when they are not in the registry already, what
would follow them cannot be checked, and is only told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from modelwarden.answers import ObjectT, json_of, parse_object
from modelwarden.attempts import SAFE_METHODS
from modelwarden.errors import ModelwardenError, ServerError
from modelwarden.routes import route
from modelwarden.transport import Body, Params, Transport

DRY_RUN = "Dry-Run"
HIDDEN = "***"
_SECRET = re.compile("password|token$")
_ABSENT = frozenset({404})


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request that a dry run came to. `checked` says that the registry rehearsed it; secrets are hidden."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    bytes: int | None = None
    checked: bool = False

    def to_json(self) -> dict[str, Any]:
        """The plain JSON value."""
        found = {"method": self.method, "path": self.path, "checked": self.checked}
        return found | ({"body": self.body} if self.bytes is None else {"bytes": self.bytes})


class DryRunEndedError(ModelwardenError):
    """A dry run has come to where something would be changed. `answer` is what the registry would say."""

    code = "dry_run"

    def __init__(
        self, requests: tuple[PlannedRequest, ...], status: int | None = None, answer: object = None
    ) -> None:
        super().__init__("This was a dry run, and nothing was changed.", status=status)
        self.requests = requests
        self.answer = answer


class RehearsingTransport(Transport):
    """A transport that changes nothing: each method that writes raises `DryRunEndedError` in the end."""

    rehearses = True

    def __init__(self, url: str, token: str | None = None, **options: Any) -> None:  # noqa: ANN401 - as above it
        super().__init__(url, token, **options)
        self._planned: list[PlannedRequest] = []
        self._held_back = False

    def exchange(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Body | None = None,
        **options: Any,  # noqa: ANN401 - the rest of what a transport takes
    ) -> httpx.Response:
        """Carry a read out; rehearse a write, and end."""
        if method in SAFE_METHODS:
            return super().exchange(method, path, params=params, json=json, **options)
        body = None if json is None else hide_secrets(json)
        if self._held_back or not self._is_rehearsable(method, path):
            raise DryRunEndedError((*self._planned, PlannedRequest(method, path, body)))
        response = super().exchange(method, path, params=params, json=json, **options)
        if response.headers.get(DRY_RUN) != "true":
            raise _not_rehearsed(method, path)
        requests = (*self._planned, PlannedRequest(method, path, body, checked=True))
        raise DryRunEndedError(requests, response.status_code, hide_secrets(json_of(response)))

    def upload(
        self,
        path: str,
        shape: type[ObjectT],
        content: Callable[[], Iterator[bytes]],
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> ObjectT:
        """Send nothing; the bytes are as good as there when the project has them already."""
        del content
        digest, size = headers["X-Content-SHA256"], int(headers["Content-Length"])
        there = super().exchange("HEAD", f"{path}/{digest}", also=_ABSENT).is_success
        self._held_back = self._held_back or not there
        self._planned.append(PlannedRequest(method, path, bytes=size, checked=there))
        return parse_object(shape, {"sha256": digest, "size": size})

    def _marks(self, method: str, path: str) -> dict[str, str]:  # noqa: ARG002 - a hook of the base
        return {} if method in SAFE_METHODS else {DRY_RUN: "true"}

    def _is_rehearsable(self, method: str, path: str) -> bool:
        """Whether this registry rehearses it: one that does not know the header would carry it out."""
        return any(
            pattern.fullmatch(path) and operations.get(method.lower(), {}).get("x-dry-run") is True
            for pattern, operations in self._operations
        )

    @cached_property
    def _operations(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        described = json_of(super().exchange("GET", route("openapi.json")))
        return [(_pattern(path), operations) for path, operations in described["paths"].items()]


def hide_secrets(document: Any) -> Any:  # noqa: ANN401 - JSON
    """The document with passwords and tokens hidden, to be shown."""
    match document:
        case dict():
            return {
                name: HIDDEN if isinstance(value, str) and _SECRET.search(name) else hide_secrets(value)
                for name, value in document.items()
            }
        case list():
            return [hide_secrets(item) for item in document]
        case _:
            return document


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", path)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def _not_rehearsed(method: str, path: str) -> ServerError:
    return ServerError(
        f"{method} {path} may have been carried out.",
        why="The registry says that it rehearses it, and its answer is not marked as a rehearsal.",
        remedy="Look whether it was done; report it, with what stands between you and the registry.",
    )
