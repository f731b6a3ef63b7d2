"""Names for the shell's completion, kept for a while, so that a key press does not wait for the network.

Completion says nothing where it knows nothing: whatever goes wrong, there are no names.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.credentials import Credentials

FRESH_SECONDS = 60
_PATIENCE_SECONDS = 0.5


def complete_model(incomplete: str) -> list[str]:
    """The models that begin like this, of those that the person may read."""
    return [name for name in _names() if name.startswith(incomplete)]


def cache_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The file, by the XDG base directory specification."""
    base = environment.get("XDG_CACHE_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".cache"
    return root / "modelwarden" / "names.json"


def _names() -> list[str]:
    from modelwarden.credentials import find_credentials
    from modelwarden.errors import ModelwardenError

    try:
        who = find_credentials()
    except ModelwardenError:
        return []
    kept, age = _read(_owner(who))
    if age <= FRESH_SECONDS:
        return kept
    try:
        found = _ask(who)
    except ModelwardenError:
        return kept
    with suppress(OSError):
        _write(_owner(who), found)
    return found


def _owner(who: Credentials) -> str:
    """For whom names are kept: another log-in may see other models."""
    import hashlib

    return hashlib.sha256(f"{who.url}\n{who.token}".encode()).hexdigest()


def _read(owner: str) -> tuple[list[str], float]:
    """What is kept for this log-in, and its age in seconds."""
    path = cache_path()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        age = time.time() - path.stat().st_mtime
    except (OSError, ValueError):
        return [], float("inf")
    if not isinstance(document, dict) or document.get("owner") != owner:
        return [], float("inf")
    return [str(name) for name in document.get("models", [])], age


def _ask(who: Credentials) -> list[str]:
    import httpx

    from modelwarden.client import Client

    with Client(who.url, who.token, timeout=httpx.Timeout(_PATIENCE_SECONDS), pauses=()) as client:
        return [model.name for model in client.models.list()]


def _write(owner: str, names: list[str]) -> None:
    import tempfile

    path = cache_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=".names.", dir=path.parent)  # Its mode is 0600.
    with os.fdopen(handle, "w", encoding="utf-8") as writer:
        json.dump({"owner": owner, "models": names}, writer)
    Path(part).replace(path)
