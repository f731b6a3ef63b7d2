"""Unpacking compressed data within limits, so that a bomb is a finding and not a full disk."""

from __future__ import annotations

import bz2
import lzma
import tempfile
import zlib
from dataclasses import dataclass
from typing import IO, Protocol

from registry.evidence.limits import ScanLimits

_CHUNK = 1 << 20
_IN_MEMORY = 16 * _CHUNK


class Readable(Protocol):
    """Anything that gives its bytes in pieces, and none at its end."""

    def read(self, size: int, /) -> bytes: ...


class UnpackingError(Exception):
    """The data could not be unpacked within the limits; the message says why."""


@dataclass(slots=True)
class Budget:
    """What may still be unpacked, over all files of a scan."""

    bytes_left: int
    entries_left: int

    @classmethod
    def of(cls, limits: ScanLimits) -> Budget:
        """A fresh budget."""
        return cls(bytes_left=limits.unpacked_bytes, entries_left=limits.entries)

    def take_entry(self) -> None:
        """Count an archive's entry."""
        self.entries_left -= 1
        if self.entries_left < 0:
            raise UnpackingError("It holds more entries than the scanner opens.")

    def take_bytes(self, count: int) -> None:
        """Count unpacked bytes."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise UnpackingError("It unpacks to more than the scanner reads.")


def copy_within(source: Readable, budget: Budget) -> IO[bytes]:
    """All bytes of a stream in a temporary file, charged to the budget."""
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it.
    try:
        while chunk := source.read(_CHUNK):
            budget.take_bytes(len(chunk))
            target.write(chunk)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        target.close()
        raise UnpackingError(f"It cannot be unpacked: {error}.") from error
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def decompressed(data: IO[bytes], method: str, budget: Budget) -> IO[bytes]:
    """The unpacked bytes of a gzip, bzip2, xz or zlib stream."""
    data.seek(0)
    match method:
        case "bzip2":
            return copy_within(bz2.BZ2File(data), budget)
        case "xz":
            return copy_within(lzma.LZMAFile(data), budget)
        case "gzip":
            return copy_within(_Inflated(data, zlib.MAX_WBITS | 16), budget)
        case _:
            return copy_within(_Inflated(data, zlib.MAX_WBITS), budget)


class _Inflated:
    """A deflate stream as a readable file. What follows the stream's end is refused, not skipped."""

    def __init__(self, data: IO[bytes], window_bits: int) -> None:
        self._data = data
        self._inflate = zlib.decompressobj(window_bits)

    def read(self, size: int, /) -> bytes:
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._data.read(_CHUNK)
            if not packed:
                raise EOFError("the stream is cut off")
            if chunk := self._inflate.decompress(packed, size):
                return chunk
        if self._inflate.unused_data or self._data.read(1):
            raise EOFError("something follows the stream's end")
        return b""
