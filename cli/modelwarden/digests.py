"""SHA-256 of files, read a piece at a time, so that size does not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20


def read_chunks(reader: BinaryIO) -> Iterator[bytes]:
    """The rest of an open file, a mebibyte at a time."""
    while chunk := reader.read(CHUNK):
        yield chunk


def digest_file(path: Path) -> tuple[str, int]:
    """The digest of a file as `sha256:<hex>`, and its size in bytes."""
    sha256, size = hashlib.sha256(), 0
    with path.open("rb") as reader:
        for chunk in read_chunks(reader):
            sha256.update(chunk)
            size += len(chunk)
    return f"sha256:{sha256.hexdigest()}", size
