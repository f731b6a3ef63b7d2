"""The identity of a version: the digest of its canonical file manifest."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from registry.domain.canonical import digest_json, parse_digest
from registry.domain.errors import InvalidInputError


@dataclass(frozen=True, slots=True, order=True)
class ManifestFile:
    """One file: a relative POSIX path, its size in bytes and its digest."""

    path: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        """Refuse paths that could mean something else on another machine."""
        _check_path(self.path)
        parse_digest(self.sha256)
        if self.size < 0:
            raise InvalidInputError(f"{self.path}: a size below zero.", why="Sizes are counted in bytes.")


def manifest_digest(files: list[ManifestFile]) -> str:
    """SHA-256 of the RFC 8785 form of `[{path, sha256, size}]`, ordered by path."""
    if not files:
        raise InvalidInputError("A version without files.", why="Its identity is the digest of them.")
    seen: set[str] = set()
    for file in files:
        folded = unicodedata.normalize("NFC", file.path).casefold()
        if folded in seen:
            raise InvalidInputError(
                f"{file.path!r} stands twice in the manifest.",
                why="Paths that differ in case or composition only are one file on some systems.",
            )
        seen.add(folded)
    return digest_json([{"path": f.path, "sha256": f.sha256, "size": f.size} for f in sorted(files)])


def _check_path(path: str) -> None:
    pure = PurePosixPath(path)
    reason = ""
    if not path or len(path) > 512:  # noqa: PLR2004 - the column's width
        reason = "It is empty or longer than 512 characters."
    elif pure.is_absolute() or ".." in pure.parts or str(pure) != path or path == ".":
        reason = "It must be relative and normalised, without '..'."
    elif "\\" in path or ":" in path or any(not char.isprintable() for char in path):
        reason = "Backslashes, colons and control characters mean different things on different systems."
    elif unicodedata.normalize("NFC", path) != path:
        reason = "It is not in Unicode normalisation form C."
    if reason:
        raise InvalidInputError(f"{path[:80]!r} is not a path for an artifact.", why=reason)
