"""What a file is, from its bytes and never from its name."""

from __future__ import annotations

import json
import zipfile
from typing import IO

# Formats whose readers run no code from the file. No loader of models opens pictures or PDFs.
_INERT = (
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow"),
    (b"GGUF", "GGUF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"%PDF-", "PDF"),
)
_NATIVE = (
    (b"\x7fELF", "ELF program"),
    (b"MZ", "Windows program"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (b"\xca\xfe\xba\xbe", "Mach-O or Java program"),
)
_COMPRESSED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_OPAQUE = (
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
)
# zlib has no magic, but joblib writes these two bytes for the levels that people use.
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_NUMPY = b"\x93NUMPY"
_PICKLE_PROTOCOLS = range(6)
_TAR_MAGIC = slice(257, 262)
_HEAD = 512
_LARGEST_HEADER = 100 * 2**20


def head_of(data: IO[bytes]) -> bytes:
    """The first bytes; the position is back at the start afterwards."""
    data.seek(0)
    head = data.read(_HEAD)
    data.seek(0)
    return head


def inert_format(head: bytes) -> str | None:
    """The name of a format that holds data only."""
    return _by_magic(head, _INERT)


def native_format(head: bytes) -> str | None:
    """The name of a format that is a program."""
    return _by_magic(head, _NATIVE)


def compression(head: bytes) -> str | None:
    """The compression of a single stream that we can unpack."""
    return "zlib" if head.startswith(_ZLIB) else _by_magic(head, _COMPRESSED)


def opaque_format(head: bytes) -> str | None:
    """A format that we recognise and do not look into."""
    return "tar archive" if head[_TAR_MAGIC] == b"ustar" else _by_magic(head, _OPAQUE)


def is_numpy(head: bytes) -> bool:
    """Whether this is a NumPy array file."""
    return head.startswith(_NUMPY)


def is_binary_pickle(head: bytes) -> bool:
    """Whether this starts as pickles of protocol 2 and later do."""
    return len(head) > 1 and head[:1] == b"\x80" and head[1] in _PICKLE_PROTOCOLS


def is_zip(data: IO[bytes]) -> bool:
    """Whether a ZIP reader would take this, wherever the archive starts."""
    found = zipfile.is_zipfile(data)
    data.seek(0)
    return found


def is_safetensors(data: IO[bytes]) -> bool:
    """Whether this is a safetensors file: a length, a JSON object of tensors, then bytes within the file."""
    data.seek(0, 2)
    size = data.tell()
    data.seek(0)
    length = int.from_bytes(data.read(8), "little")
    if not len("{}") <= length <= min(size - 8, _LARGEST_HEADER):
        return False
    header = data.read(length)
    data.seek(0)
    try:
        tensors = json.loads(header)
        ends = [int(t["data_offsets"][1]) for name, t in tensors.items() if name != "__metadata__"]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return False
    return all(end <= size - 8 - length for end in ends)


def _by_magic(head: bytes, known: tuple[tuple[bytes, str], ...]) -> str | None:
    return next((name for magic, name in known if head.startswith(magic)), None)
