"""Examining a whole backup before anything is changed: it holds what its manifest says, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from registry.services.backup.archive import chunks_of, read_members
from registry.services.backup.manifest import BLOBS, FORMAT, KEYS, MANIFEST, ROWS, Manifest, damaged

_LARGEST_DOCUMENT = 16 * 1024 * 1024


@dataclass(slots=True)
class _Found:
    tables: dict[str, str] = field(default_factory=dict)
    count: int = 0
    size: int = 0
    listing: hashlib._Hash = field(default_factory=hashlib.sha256)
    last_blob: str = ""
    keys: bytes | None = None
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A backup that is whole, and its packed keys."""

    manifest: Manifest
    keys: bytes | None


def examine_backup(source: Path) -> Examined:
    """Read all of a backup in constant memory, and compare it with its manifest.

    Raises:
        IntegrityError: it is damaged, cut short, or of another format.
    """
    found = _Found()
    for name, size, file in read_members(source):
        if found.manifest is not None:
            raise damaged(f"{name[:100]!r} follows its manifest.")
        _note(found, name, size, file)
    if found.manifest is None:
        raise damaged("It has no manifest, so it was cut short.")
    _compare(found, found.manifest)
    return Examined(found.manifest, found.keys)


def _note(found: _Found, name: str, size: int, file: IO[bytes]) -> None:
    if match := ROWS.fullmatch(name):
        if match[1] in found.tables:
            raise damaged(f"It holds the table {match[1]} twice.")
        found.tables[match[1]] = _sha256(file)
    elif match := BLOBS.fullmatch(name):
        _note_blob(found, match[1], size, file)
    elif name == KEYS:
        found.keys = _small(name, size, file)
    elif match := MANIFEST.fullmatch(name):
        found.manifest = _manifest(_small(name, size, file), match[1])
    else:
        raise damaged(f"It holds {name[:100]!r}, which no backup does.")


def _note_blob(found: _Found, digest: str, size: int, file: IO[bytes]) -> None:
    if digest <= found.last_blob:
        raise damaged(f"The blob {digest} is not in its place.")
    if _sha256(file) != digest:
        raise damaged(f"The bytes of the blob {digest} were changed.")
    found.last_blob, found.count, found.size = digest, found.count + 1, found.size + size
    found.listing.update(f"{digest} {size}\n".encode())


def _compare(found: _Found, manifest: Manifest) -> None:
    told = {name: entry.sha256 for name, entry in manifest.tables.items()}
    different = sorted(
        name for name in told.keys() | found.tables.keys() if told.get(name) != found.tables.get(name)
    )
    if different:
        raise damaged(f"The rows of {', '.join(different)} are not those of its manifest.")
    blobs = manifest.blobs
    if (found.count, found.size, found.listing.hexdigest()) != (blobs.count, blobs.size, blobs.listing):
        raise damaged(f"It holds {found.count} blobs, and its manifest names {blobs.count} others.")
    if (hashlib.sha256(found.keys).hexdigest() if found.keys is not None else None) != manifest.keys:
        raise damaged("Its keys are not those of its manifest.")


def _manifest(content: bytes, digest: str) -> Manifest:
    if hashlib.sha256(content).hexdigest() != digest:
        raise damaged("Its manifest was changed.")
    try:
        manifest = Manifest.from_bytes(content)
    except ValidationError as error:
        raise damaged("Its manifest cannot be understood.") from error
    if manifest.format != FORMAT:
        raise damaged(f"It is of format {manifest.format}, and this release reads {FORMAT}.")
    return manifest


def _small(name: str, size: int, file: IO[bytes]) -> bytes:
    if size > _LARGEST_DOCUMENT:
        raise damaged(f"{name} in it is too large.")
    return file.read()


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
    return digest.hexdigest()
