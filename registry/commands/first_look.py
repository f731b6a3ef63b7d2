"""What waitress decides before the application sees anything of a request.

It keeps whole bodies aside before it hands a request on. Large ones are kept only where a file is taken, so
that nobody fills the disk with what no view would have read; and what it refuses is a problem document, too.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Flask
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from registry.web.edge import MAX_JSON_BYTES
from registry.web.headers import ALWAYS
from registry.web.large_bodies import takes_file
from registry.web.problems import members, spoken


class RefusalError(Error):
    """What waitress refuses, said as the application says it."""

    def __init__(self, error: Error, path: str) -> None:
        super().__init__(error.body)
        self.code, self.reason, self._path = error.code, error.reason, path

    def to_response(  # type: ignore[override] # the types say text, and waitress writes bytes
        self,
        ident: str | None = None,  # noqa: ARG002
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """See waitress."""
        told = spoken(self.code, self.reason, str(self.body))
        body = json.dumps(members(told, HTTPStatus(self.code), self._path)).encode()
        headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
        return f"{self.code} {self.reason}", [*headers.items(), *ALWAYS.items()], body


def first_look(app: Flask) -> type[HTTPRequestParser]:
    """The parser for requests to an application."""

    class FirstLook(HTTPRequestParser):
        path = ""

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is not None and not takes_file(app, str(self.command), _readable(self.path)):
                self.adj = _with_small_bodies(self.adj)

        def received(self, data: bytes) -> int:
            consumed: int = super().received(data)
            if self.error is not None and not isinstance(self.error, RefusalError):
                self.error = RefusalError(self.error, _readable(self.path))
            return consumed

    return FirstLook


def _readable(path: str) -> str:
    # WSGI has the bytes of a path as if they were Latin-1 (PEP 3333).
    return path.encode("latin-1").decode("utf-8", "replace")


@cache
def _with_small_bodies(settings: Any) -> Any:  # noqa: ANN401 - waitress has no types
    small = copy.copy(settings)
    # Waitress refuses what is as large; what is exactly as large as JSON may be is for the application.
    small.max_request_body_size = min(settings.max_request_body_size, MAX_JSON_BYTES + 1)
    return small
