"""Sending again what is safe to send twice.

When the connection could not be made, nothing has happened, and any request is sent again. A GET or HEAD, and
what carries an idempotency key, is also sent again when its answer did not come, or says that the server is
busy: with the key, the server does it once and gives the same answer. Anything else is sent once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from modelwarden.errors import ConnectionFailedError

SAFE_METHODS = frozenset({"GET", "HEAD"})
PAUSES = (0.2, 0.6, 1.8)
"""Seconds before the second, third and fourth attempt."""
BUSY = frozenset({502, 503, 504})
"""Statuses of a server, or of what stands before it, that may be well again in a moment."""


def attempt(
    method: str,
    exchange: Callable[[], httpx.Response],
    *,
    url: str,
    pauses: tuple[float, ...] = PAUSES,
    busy: frozenset[int] = BUSY,
    keyed: bool = False,
) -> httpx.Response:
    """The first answer that counts; `keyed` says that the request carries an idempotency key.

    Raises:
        ConnectionFailedError: when no attempt that may be made brought an answer.
    """
    safe = keyed or method in SAFE_METHODS
    for pause in pauses:
        try:
            response = exchange()
        except httpx.TransportError as error:
            if not (safe or _never_sent(error)):
                raise unreachable(url, error) from error
        else:
            if not safe or response.status_code not in busy:
                return response
            response.close()
        time.sleep(pause)
    try:
        return exchange()
    except httpx.TransportError as error:
        raise unreachable(url, error) from error


def unreachable(url: str, error: httpx.TransportError) -> ConnectionFailedError:
    """What a failed exchange means to a person."""
    late = isinstance(error, httpx.TimeoutException)
    return ConnectionFailedError(
        f"The registry at {url} {'did not answer in time' if late else 'cannot be reached'}.",
        why=f"{str(error) or type(error).__name__}.",
        remedy="Check the address and the network, and that the server runs (`modelwarden serve`).",
    )


def _never_sent(error: httpx.TransportError) -> bool:
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
