"""Waiting for an object that a server says it has.

A server may join parts for longer than a request waits. Asked again, it may answer that all is well while it
is still at it (versitygw does), and until then the bytes are in the parts alone, which are about to go.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from registry.domain.errors import StorageError

_LOOK_SECONDS = 0.5


def wait_until_there(exists: Callable[[str], bool], sha256: str, seconds: float) -> None:
    """Return when the blob is there; raises `StorageError` when it has not come in time."""
    deadline = time.monotonic() + seconds
    while not exists(sha256):
        if time.monotonic() > deadline:
            raise StorageError(
                "Storage: S3 said that an object is whole, and does not have it.",
                why=f"{sha256} did not appear within {seconds:.0f} seconds.",
                remedy="Look into the log of S3, then upload the file again.",
            )
        time.sleep(_LOOK_SECONDS)
