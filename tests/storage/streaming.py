"""Put a large blob into a store and read it back, as a program: the peak of its memory is all its own.

`python -m tests.storage.streaming disk FOLDER` or `... s3 BUCKET ENDPOINT`; prints by how many bytes it grew.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from registry.storage import BlobStore, DiskStore
from registry.storage.blobs import CHUNK_BYTES, read_chunks

LARGE = 64 * CHUNK_BYTES


def main(kind: str, *where: str) -> None:
    store = _store(kind, *where)
    _there_and_back(store, 2 * CHUNK_BYTES)  # What is loaded and opened once is not what we measure.
    before = _peak_bytes()
    _there_and_back(store, LARGE)
    sys.stdout.write(f"{_peak_bytes() - before}\n")


def _store(kind: str, *where: str) -> BlobStore:
    if kind == "disk":
        return DiskStore(Path(where[0]))
    from registry.storage.s3 import S3Store

    return S3Store(where[0], endpoint_url=where[1])


def _there_and_back(store: BlobStore, size: int) -> None:
    stored = store.put(_chunks(size))
    if stored.size != size or sum(map(len, read_chunks(store.open(stored.sha256)))) != size:
        raise SystemExit("It did not come back whole.")


def _chunks(size: int) -> Iterator[bytes]:
    for number in range(size // CHUNK_BYTES):
        yield number.to_bytes(8, "big") * (CHUNK_BYTES // 8)


def _peak_bytes() -> int:
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux, getrusage also counts what the process that started us had taken.
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
