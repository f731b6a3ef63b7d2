"""The web server of one process, as the settings want it."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from registry.app import Installation, create_app, security_of
from registry.commands.first_look import first_look
from registry.commands.graceful import GracefulServer

if TYPE_CHECKING:
    from registry.settings import Settings

_BACKLOG = 1024


def web_server(
    settings: Settings, installation: Installation, sockets: Sequence[socket.socket] = ()
) -> GracefulServer:
    """A server that listens, on these sockets or on the address of the settings; its `run` serves."""
    token = settings.metrics_token
    application = create_app(
        installation.platform,
        bundle_token=installation.bundle_token,
        security=security_of(settings),
        metrics_token=token.get_secret_value() if token else None,
        idempotency_hours=settings.idempotency_hours,
    )
    where = {"sockets": sockets} if sockets else {"host": settings.host, "port": settings.port}
    return GracefulServer(
        application,
        parser=first_look(application),
        stop_seconds=settings.stop_seconds,
        threads=settings.threads,
        max_request_body_size=settings.artifact_max_bytes,
        ident="modelwarden",
        # The server would drop what proxies say before the application can believe those that it was told of.
        clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
        **where,
    )


def listening_sockets(host: str, port: int) -> list[socket.socket]:
    """A socket for each address that the host has, for processes to share.

    Raises:
        OSError: there is no such address, or somebody listens there.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses = dict.fromkeys((family, address) for family, _kind, _protocol, _name, address in found)
    return [socket.create_server(address, family=family, backlog=_BACKLOG) for family, address in addresses]
