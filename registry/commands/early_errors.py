"""What the web server refuses before the application sees it, told as the application would tell it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask
from waitress.utilities import Error

from registry.domain.errors import MalformedError, ModelwardenError, TooLargeError
from registry.web.headers import SECURITY_HEADERS
from registry.web.problems import SOMETHING_WRONG, problem_members


class EarlyErrorTask(ErrorTask):
    """Answers a request that could not be read with a problem document (RFC 9457)."""

    def execute(self) -> None:
        """Write the answer, and close the connection: where the next request would begin is not known."""
        request: Any = self.request  # Not the `Error` that the stubs say.
        status = HTTPStatus(request.error.code)
        # A head that could not be read has no path.
        path = getattr(request, "path", "") or "/"
        body = json.dumps(problem_members(explained(request.error), status, path)).encode()
        self.status = f"{status.value} {status.phrase}"
        told = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"} | SECURITY_HEADERS
        self.response_headers = [*told.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class EarlyChannel(HTTPChannel):
    """A connection whose early errors are problem documents."""

    error_task_class = EarlyErrorTask


def explained(error: Error) -> ModelwardenError:
    """The server's error in the words of the error tree."""
    match HTTPStatus(error.code):
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return TooLargeError(
                "The body is larger than is taken here.",
                why="Nothing was kept.",
                remedy="Send less. Files go where files are taken, up to `MODELWARDEN_ARTIFACT_MAX_BYTES`.",
            )
        case HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            return TooLargeError(
                "The head of the request is too large.",
                why="Address and headers together have a limit.",
                remedy="Shorten them.",
            )
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return SOMETHING_WRONG
        case _:
            return MalformedError(
                "The request is not HTTP that can be read in one way.",
                why=f"{error.body}.",
                remedy="Look at what the client, or a proxy in between, has sent.",
            )
