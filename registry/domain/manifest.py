"""The identity of a version: the digest of its canonical file manifest."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from registry.domain.canonical import digest_json, parse_digest
from registry.domain.errors import InvalidInputError

_REMEDY = "Rename the file, and register the version again."
_NOT_ON_WINDOWS = frozenset('<>|?*"')
_NUMBERED = [f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"]
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_NUMBERED})
_LONGEST_NAME = 255


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
            raise InvalidInputError(
                f"{self.path}: a size below zero.",
                why="Sizes are counted in bytes.",
                remedy="Give the size of the file.",
            )


def manifest_digest(files: list[ManifestFile]) -> str:
    """SHA-256 of the RFC 8785 form of `[{path, sha256, size}]`, ordered by path."""
    if not files:
        raise InvalidInputError(
            "A version without files.",
            why="Its identity is the digest of them.",
            remedy="Name at least one file.",
        )
    _check_together([file.path for file in files])
    return digest_json([{"path": f.path, "sha256": f.sha256, "size": f.size} for f in sorted(files)])


def _check_together(paths: list[str]) -> None:
    """Refuse files that would overwrite each other, or that would have to be file and folder at once."""
    folded = [unicodedata.normalize("NFC", path.casefold()) for path in paths]
    folders = {str(parent) for path in folded for parent in PurePosixPath(path).parents}
    seen: set[str] = set()
    for index, path in enumerate(folded):
        if path in seen or path in folders:
            raise InvalidInputError(
                f"{paths[index]!r} stands twice in the manifest.",
                why="Paths that differ in case or composition only are one file on some systems."
                if path in seen
                else "It is a file, and other files lie in a folder of this name.",
                remedy=_REMEDY,
                pointer=f"/{index}/path",
            )
        seen.add(path)


def _check_path(path: str) -> None:
    pure = PurePosixPath(path)
    reason = ""
    if not path or len(path) > 512:  # noqa: PLR2004 - the column's width
        reason = "It is empty or longer than 512 characters."
    elif pure.is_absolute() or ".." in pure.parts or str(pure) != path or path == ".":
        reason = "It must be relative and normalised, without '..'."
    elif "\\" in path or ":" in path or any(not char.isprintable() for char in path):
        reason = "Backslashes, colons and control characters mean different things on different systems."
    elif any(char in _NOT_ON_WINDOWS for char in path) or any(map(_means_another, pure.parts)):
        reason = (
            'Windows takes no < > | ? * ", no name of a device, and no name that ends in a dot or a space.'
        )
    elif any(len(part.encode()) > _LONGEST_NAME for part in pure.parts):
        reason = f"A name in it is longer than {_LONGEST_NAME} bytes."
    elif unicodedata.normalize("NFC", path) != path:
        reason = "It is not in Unicode normalisation form C."
    if reason:
        raise InvalidInputError(f"{path[:80]!r} is not a path for an artifact.", why=reason, remedy=_REMEDY)


def _means_another(name: str) -> bool:
    """Whether Windows opens something else: a device, whatever follows the dot, or a shorter name."""
    return name.endswith((".", " ")) or name.partition(".")[0].rstrip().upper() in _DEVICES
