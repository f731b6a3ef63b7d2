"""How much a file may ask of us, and how much a computation may take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.contract.base import Shape

_Positive = Annotated[int, Field(ge=1)]
_MIB = 2**20
_GIB = 2**30


_OUT_OF_MEMORY = (
    "memoryerror",
    "bad_alloc",
    "cannot allocate memory",
    "failed to map segment",
    "malloc of size",
    "memory allocation",
    "resource temporarily unavailable",
)


def is_memory_failure(text: str) -> bool:
    """Whether a message of a library, or of the loader, says that memory ran out."""
    return any(words in text.lower() for words in _OUT_OF_MEMORY)


class TableLimits(Shape):
    """The largest table that is read: bytes on disk, bytes in memory, rows and columns."""

    file_bytes: _Positive = _GIB
    memory_bytes: _Positive = 2 * _GIB
    rows: _Positive = 20_000_000
    columns: _Positive = 4_000


class ScanLimits(Shape):
    """How far archives are followed (bytes unpacked, entries, depth), and the largest pickle that is read."""

    unpacked_bytes: _Positive = _GIB
    entries: _Positive = 10_000
    depth: _Positive = 4
    pickle_bytes: _Positive = 512 * _MIB


class SandboxLimits(Shape):
    """What one computation may take: address space, processor and wall time, largest file, open files."""

    memory_bytes: _Positive = 4 * _GIB
    cpu_seconds: _Positive = 900
    wall_seconds: _Positive = 1_200
    file_bytes: _Positive = _GIB
    open_files: _Positive = 256
