"""Looking at every stored byte again: what is missing, what was changed, and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError, MissingBlobError
from registry.services.platform import Platform
from registry.services.stored_blobs import (
    PAGE,
    KnownBlob,
    count_known,
    known_blobs,
    known_documents,
    unknown_among,
)
from registry.storage import Stored
from registry.storage.blobs import CHUNK_BYTES

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Bytes that are not as they were recorded, and what they are there for."""

    sha256: str
    kinds: tuple[str, ...]
    why: str = ""


@dataclass(slots=True)
class Verification:
    """What was found. Blobs that are unknown harm nobody: an upload may just be under way."""

    blobs: int = 0
    documents: int = 0
    bytes: int = 0
    missing: list[Finding] = field(default_factory=list)
    changed: list[Finding] = field(default_factory=list)
    unknown: list[Stored] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether all that the database knows is there, and is what it was."""
        return not self.missing and not self.changed


def verify_storage(platform: Platform, on_step: OnStep) -> Verification:
    """Read and hash all that the database knows; raises `StorageError` when storage does not answer."""
    found = Verification()
    total = count_known(platform)
    for blob in known_blobs(platform):
        on_step(f"{found.blobs} of {total} blobs, {found.bytes >> 20} MiB read")
        _verify_blob(platform, blob, found)
    for document in known_documents(platform):
        on_step(f"{found.documents} documents in the database")
        found.documents += 1
        if digest_bytes(document.content) != document.digest:
            found.changed.append(Finding(document.digest, (document.kind,), "in the database"))
    found.unknown.extend(_unknown(platform))
    return found


def _verify_blob(platform: Platform, blob: KnownBlob, found: Verification) -> None:
    found.blobs += 1
    try:
        with platform.storage.open(blob.sha256) as reader:
            while chunk := reader.read(CHUNK_BYTES):
                found.bytes += len(chunk)
    except MissingBlobError:
        found.missing.append(Finding(blob.sha256, blob.kinds))
    except IntegrityError as error:
        found.changed.append(Finding(blob.sha256, blob.kinds, error.why))


def _unknown(platform: Platform) -> Iterator[Stored]:
    stored = platform.storage.list_blobs()
    while page := list(islice(stored, PAGE)):
        strangers = unknown_among(platform, (blob.sha256 for blob in page))
        yield from (blob for blob in page if blob.sha256 in strangers)
