"""Bytes to store, some with digests that others have published."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import BinaryIO

from registry.storage.blobs import CHUNK_BYTES, read_chunks
from tests.storage.places import Place

# FIPS 180-2, appendix B.1, and the digest of no bytes at all.
ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABSENT = "sha256:" + "0" * 64
# More than S3's part size, so that S3 gets it in parts.
IN_PARTS = 9 * CHUNK_BYTES + 1


def bytes_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - any bytes will do


def chunks_of(data: bytes, step: int = 1 << 16) -> Iterator[bytes]:
    return (data[start : start + step] for start in range(0, len(data), step))


def read_all(place: Place, sha256: str) -> bytes:
    return b"".join(read_chunks(place.store.open(sha256)))


def drain(reader: BinaryIO, into: bytearray) -> None:
    """Read to the end, and keep what came before it if the end is an error."""
    for piece in iter(lambda: reader.read(1 << 16), b""):
        into += piece
