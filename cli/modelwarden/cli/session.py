"""The client that a command talks through, and whether it is to change anything."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.client import Client

DRY_RUN: ContextVar[bool] = ContextVar("DRY_RUN", default=False)
"""Set while a command runs with `--dry-run`."""


def connect() -> Client:
    """A client for whoever is logged in. Imported here, so that help costs nothing."""
    from modelwarden.client import Client

    return Client.from_env(dry_run=DRY_RUN.get())


def connect_to(url: str, token: str | None = None) -> Client:
    """A client for a registry that is named, with this token or none."""
    from modelwarden.client import Client

    return Client(url, token, dry_run=DRY_RUN.get())
