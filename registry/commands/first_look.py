"""How much of a request waitress takes before the application sees it.

It keeps whole bodies aside before it hands a request on. Large ones are kept only where a file is taken, so
that nobody fills the disk with what no view would have read.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from flask import Flask
from waitress.parser import HTTPRequestParser

from registry.web.edge import MAX_JSON_BYTES
from registry.web.large_bodies import takes_file


def first_look(app: Flask) -> type[HTTPRequestParser]:
    """The parser for requests to an application."""

    class FirstLook(HTTPRequestParser):
        path: str

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if not self.chunked and self.content_length <= MAX_JSON_BYTES:
                return
            # WSGI has the bytes of a path as if they were Latin-1 (PEP 3333).
            path = self.path.encode("latin-1").decode("utf-8", "replace")
            if not takes_file(app, str(self.command), path):
                self.adj = _with_small_bodies(self.adj)

    return FirstLook


@cache
def _with_small_bodies(settings: Any) -> Any:  # noqa: ANN401 - waitress has no types
    small = copy.copy(settings)
    # Waitress refuses what is as large; what is exactly as large as JSON may be is for the application.
    small.max_request_body_size = min(settings.max_request_body_size, MAX_JSON_BYTES + 1)
    return small
