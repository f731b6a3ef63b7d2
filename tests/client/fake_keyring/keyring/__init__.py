"""What the client uses of the library `keyring`, with a file behind it; one that says `locked` is."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .errors import KeyringLocked, PasswordDeleteError


def get_password(service_name: str, username: str) -> str | None:
    """The secret, or None."""
    return _read().get(f"{service_name}/{username}")


def set_password(service_name: str, username: str, password: str) -> None:
    """Keep a secret."""
    _write(_read() | {f"{service_name}/{username}": password})


def delete_password(service_name: str, username: str) -> None:
    """Remove a secret, which has to be there."""
    entries = _read()
    if entries.pop(f"{service_name}/{username}", None) is None:
        raise PasswordDeleteError
    _write(entries)


def _read() -> dict[str, str]:
    file = _file()
    content = file.read_text() if file.exists() else "{}"
    if content == "locked":
        raise KeyringLocked
    entries: dict[str, str] = json.loads(content)
    return entries


def _write(entries: dict[str, str]) -> None:
    _file().write_text(json.dumps(entries))


def _file() -> Path:
    return Path(os.environ["FAKE_KEYRING_FILE"])
