"""Where OPA listens: the Unix socket of our own child, or a URL."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from registry.domain.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class UnixEndpoint:
    """A socket in a private directory: whoever may open it may ask, so there is no token."""

    path: Path
    url: str = "http://localhost:80"

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class HttpEndpoint:
    """An OPA that somebody else runs.

    OPA does not sign its answers, so the connection has to be trusted: plain HTTP only to this machine,
    or when `allow_plain_http` says that the network between is trusted otherwise.

    Args:
        url: scheme, host, and if needed port and path prefix.
        token: OPA's bearer token, if it wants one.
        ca: PEM file of the authorities to trust; None means the ones that ship with `requests`.
        certificate: PEM files of our own certificate and its key, for mutual TLS.
        allow_plain_http: see above.

    Raises:
        InvalidInputError: the URL is none, or its connection could be read or altered on the way.
    """

    url: str
    token: str | None = None
    ca: Path | None = None
    certificate: tuple[Path, Path] | None = None
    allow_plain_http: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be trusted before anything is sent to it."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise InvalidInputError(
                f"{self.url!r} is not the address of an OPA.",
                why="It needs a scheme and a host, and no query.",
                remedy="Give it as https://opa.example.org:8181.",
            )
        if parts.scheme == "http" and not self.allow_plain_http and not _is_this_machine(parts.hostname):
            raise InvalidInputError(
                f"OPA at {self.url} is reached over plain HTTP.",
                why="OPA does not sign its decisions; on the way they could be read or changed.",
                remedy="Use https, or state that the network in between is trusted.",
            )

    def __str__(self) -> str:
        return self.url


Endpoint = UnixEndpoint | HttpEndpoint


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
