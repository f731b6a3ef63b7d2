"""One deadline for a whole exchange, kept by the sockets themselves.

The timeout of an HTTP library starts anew with every read, so a server that sends a byte now and then
holds a call for as long as it likes. These sockets ask before each operation how much time is left.
Looking up a host name is the one step that cannot be cut short.
"""

from __future__ import annotations

import math
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_ends_at: ContextVar[float] = ContextVar("ends_at", default=math.inf)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Give everything that timed sockets do in this context this many seconds in all."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def time_left() -> float:
    """Seconds until the deadline; raises `TimeoutError` once there are none."""
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline for the whole exchange has passed")
    return left


def _allow_time_left(sock: socket.socket) -> None:
    # Outside of a deadline the socket keeps the timeout that its owner gave it.
    if not math.isinf(left := time_left()):
        sock.settimeout(left)


class TimedSocket(socket.socket):
    """A stream socket whose every operation ends with the deadline."""

    def connect(self, address: Any, /) -> None:  # noqa: ANN401 - an address's type depends on its family
        _allow_time_left(self)
        super().connect(address)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the base class
        _allow_time_left(self)
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base class
        _allow_time_left(self)
        super().sendall(*args, **kwargs)


class TimedTLSSocket(ssl.SSLSocket):
    """The same for TLS; an `SSLContext` makes these when told to by its `sslsocket_class`."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the base class
        _allow_time_left(self)
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the base class
        _allow_time_left(self)
        return super().send(*args, **kwargs)


def connect_tcp(host: str, port: int) -> TimedSocket:
    """Connect to the first address of a host that answers within the deadline; raises `OSError`."""
    failure: OSError = ConnectionError(f"{host} has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = TimedSocket(family, kind, protocol)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
            continue
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise failure


def connect_unix(path: str) -> TimedSocket:
    """Connect to a Unix socket within the deadline; raises `OSError`."""
    sock = TimedSocket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return sock
