"""Where in the request the cause of an error stands: what reads a file does not know who named it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from registry.domain.errors import EvidenceError


@contextmanager
def pointing(pointer: str) -> Iterator[None]:
    """Give evidence errors this JSON pointer, unless they have a narrower one."""
    try:
        yield
    except EvidenceError as error:
        error.pointer = error.pointer or pointer
        raise
