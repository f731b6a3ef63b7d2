"""How HTTP reaches OPA: `requests` over sockets that keep a deadline, on TCP, TLS or a Unix socket."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from registry.gate.deadline import TimedTLSSocket, connect_tcp, connect_unix, time_left
from registry.gate.endpoint import Endpoint, HttpEndpoint, UnixEndpoint

_POOL = 32
# Only connecting is tried again: what was never connected has asked nothing. It bridges a restart of OPA.
_PAUSES = (0.05, 0.1, 0.2, 0.0)


def open_session(endpoint: Endpoint) -> Session:
    """A session that talks to this endpoint alone, and takes nothing from the environment.

    `requests` would otherwise replace our token by an entry of `~/.netrc`, send the question through a
    proxy, and trust the authorities that `REQUESTS_CA_BUNDLE` names.
    """
    session = Session()
    session.trust_env = False
    session.headers["Accept-Encoding"] = "identity"
    if isinstance(endpoint, HttpEndpoint):
        session.verify = str(endpoint.ca) if endpoint.ca else True
        if endpoint.certificate:
            session.cert = (str(endpoint.certificate[0]), str(endpoint.certificate[1]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, _TimedAdapter(endpoint))
    return session


class _TimedAdapter(HTTPAdapter):
    """Pools of connections whose sockets keep the deadline."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        super().__init__(pool_maxsize=_POOL, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base class
        context = create_urllib3_context()
        context.sslsocket_class = TimedTLSSocket
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        plain = _unix_pool(self._endpoint.path) if isinstance(self._endpoint, UnixEndpoint) else _TimedPool
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": _TimedTLSPool}


class _TimedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self, lambda: connect_tcp(self._dns_host, self.port or 80))


class _TimedTLSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self, lambda: connect_tcp(self._dns_host, self.port or 443))


class _TimedPool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class _TimedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTLSConnection


def _unix_pool(path: object) -> type[HTTPConnectionPool]:
    class UnixConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, lambda: connect_unix(str(path)))

    class UnixPool(HTTPConnectionPool):
        ConnectionCls = UnixConnection

    return UnixPool


def _connected(connection: HTTPConnection, connect: Callable[[], socket.socket]) -> socket.socket:
    failure: OSError = ConnectionError("never tried")
    for pause in _PAUSES:
        try:
            return connect()
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, str(error)) from error
        except OSError as error:
            failure = error
        time.sleep(min(pause, time_left()))
    raise NewConnectionError(connection, str(failure)) from failure
