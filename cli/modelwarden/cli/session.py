"""The client that a command talks through."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.client import Client


def connect() -> Client:
    """A client for whoever is logged in. Imported here, so that help costs nothing."""
    from modelwarden.client import Client

    return Client.from_env()
