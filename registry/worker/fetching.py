"""Copies of stored artifacts for the sandbox, which sees files and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.storage import BlobStore
from registry.storage.blobs import CHUNK_BYTES


@contextmanager
def scratch() -> Iterator[Path]:
    """A private folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="modelwarden-job-") as name:
        yield Path(name)


def fetch(storage: BlobStore, sha256: str, target: Path) -> Path:
    """Copy an artifact to a file, in constant memory."""
    with storage.open(sha256) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, CHUNK_BYTES)
    return target
