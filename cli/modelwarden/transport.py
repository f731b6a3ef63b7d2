"""HTTP to one registry: requests out, objects or errors back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from modelwarden import __version__
from modelwarden.answers import (
    ObjectT,
    error_of,
    json_of,
    next_of,
    object_of,
    parse_items,
    parse_object,
)
from modelwarden.attempts import BUSY, PAUSES, attempt, unreachable
from modelwarden.errors import InvalidInputError
from modelwarden.routes import route

Params = Mapping[str, str | int | list[str]]
Body = Mapping[str, Any]

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PAGE = 200
"""Items asked for at once: as many as a server gives."""
UNKEYED = frozenset({route("login"), route("me", "password")})
"""Take no idempotency key, and are sent once: their answers hold secrets, or end the token that asks."""
_FIRST_BAD = 300


class Transport:
    """A pool of connections to one registry. `token` is sent with every request, and never shown.

    One that `rehearses` changes nothing.
    """

    rehearses = False

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.url = _checked_url(url)
        self._pauses = pauses
        headers = {"User-Agent": f"modelwarden/{__version__}", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        # A proxy cannot reach what listens on this machine only, so none is used for that.
        local = urlsplit(self.url).hostname in _LOOPBACK
        direct: dict[str, httpx.BaseTransport | None] = {"http://": None, "https://": None} if local else {}
        self._http = httpx.Client(base_url=self.url, headers=headers, timeout=timeout, mounts=direct)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, shape: type[ObjectT], params: Params | None = None) -> ObjectT:
        """One object."""
        return object_of(shape, self.exchange("GET", path, params=params))

    def get_all(self, path: str, shape: type[ObjectT], params: Params | None = None) -> tuple[ObjectT, ...]:
        """The objects of a list, page by page until the last."""
        return tuple(item for page in self.pages(path, shape, params) for item in page)

    def pages(
        self, path: str, shape: type[ObjectT], params: Params | None = None
    ) -> Iterator[tuple[ObjectT, ...]]:
        """The pages of a list, each asked for when it is wanted."""
        asked: dict[str, str | int | list[str]] = {"limit": PAGE, **(params or {})}
        while True:
            answer = json_of(self.exchange("GET", path, params=asked))
            yield parse_items(shape, answer)
            following = next_of(answer)
            if not following or following == asked.get("cursor"):
                return
            asked["cursor"] = following

    def send(
        self,
        method: str,
        path: str,
        shape: type[ObjectT],
        body: Body | None = None,
        *,
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> ObjectT:
        """Change something, and get what has become of it; with `if_match`, only while it has that ETag.

        `timeout` is in seconds, where it takes longer.
        """
        answer = self.exchange(method, path, json=body, if_match=if_match, timeout=timeout)
        return object_of(shape, answer)

    def upload(
        self,
        path: str,
        shape: type[ObjectT],
        content: Callable[[], Iterator[bytes]],
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> ObjectT:
        """Send bytes; `content` opens them, and is called again for each attempt."""
        response = attempt(
            method,
            lambda: self._http.request(method, path, content=content(), headers=dict(headers)),
            url=self.url,
            pauses=self._pauses,
        )
        return parse_object(shape, json_of(_good(response)))

    def exchange(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Body | None = None,
        also: frozenset[int] = frozenset(),
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> httpx.Response:
        """An answer with a status below 300 or in `also`; any other is raised as the error that it means.

        A POST carries a fresh idempotency key, so that it can be sent again when its answer is lost.
        """
        marks = self._marks(method, path)
        headers = marks | ({"If-Match": if_match} if if_match else {})
        response = attempt(
            method,
            lambda: self._http.request(
                method,
                path,
                params=params,
                json=json,
                headers=headers,
                timeout=timeout or httpx.USE_CLIENT_DEFAULT,
            ),
            url=self.url,
            pauses=self._pauses,
            busy=BUSY - also,
            keyed=bool(marks),
        )
        return response if response.status_code in also else _good(response)

    def _marks(self, method: str, path: str) -> dict[str, str]:
        """Headers that let a write be sent again."""
        keyed = method == "POST" and path not in UNKEYED
        return {"Idempotency-Key": str(uuid.uuid4())} if keyed else {}

    @contextmanager
    def stream(self, path: str) -> Iterator[httpx.Response]:
        """An answer whose body is still to be read, as it is stored."""
        request = self._http.build_request(
            "GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"}
        )
        response = attempt(
            "GET", lambda: self._http.send(request, stream=True), url=self.url, pauses=self._pauses
        )
        try:
            if response.status_code >= _FIRST_BAD:
                response.read()
            yield _good(response)
        except httpx.TransportError as error:
            raise unreachable(self.url, error) from error
        finally:
            response.close()


def _good(response: httpx.Response) -> httpx.Response:
    if response.status_code >= _FIRST_BAD:
        raise error_of(response)
    return response


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidInputError(
            f"{url!r} is not the address of a registry.", remedy="Give it as https://registry.example.org."
        )
    if parts.username or parts.password:
        raise InvalidInputError(
            "The address must not hold a name or a password.",
            why="Addresses are shown and logged.",
            remedy="Leave them out, and log in.",
        )
    return url.rstrip("/")
