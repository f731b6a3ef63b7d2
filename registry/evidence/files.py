"""Files by their digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from registry.domain.errors import EvidenceError


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, in constant memory."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def check_digest(path: Path, expected: str | None) -> str:
    """The digest of a file; raises `EvidenceError` when another one was expected."""
    found = file_digest(path)
    if expected is not None and found != expected:
        raise EvidenceError(
            "A file is not what was registered.",
            why=f"Its digest is {found}, and {expected} was expected.",
            remedy="Check the storage; then compute again.",
        )
    return found
