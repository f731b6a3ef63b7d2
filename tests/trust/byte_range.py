"""The signed bytes and the signature of a PDF, cut out with a regular expression and nothing of ours."""

from __future__ import annotations

import re


def _byte_range(pdf: bytes) -> tuple[int, ...]:
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    assert found is not None
    return tuple(map(int, found.groups()))


def unsigned_gap(pdf: bytes) -> tuple[int, int]:
    """Where the hexadecimal string of the first signature begins (its `<`) and ends (past its `>`)."""
    _, length, second, _ = _byte_range(pdf)
    return length, second


def cut_signature(pdf: bytes) -> tuple[bytes, bytes]:
    """Content and CMS structure of the first signature (ISO 32000-1 clause 12.8.1)."""
    start, length, second, rest = _byte_range(pdf)
    content = pdf[start : start + length] + pdf[second : second + rest]
    padded = bytes.fromhex(pdf[start + length + 1 : second - 1].decode())
    # DER says how long it is; the rest is padding.
    assert padded[:2] == b"\x30\x82"
    return content, padded[: 4 + int.from_bytes(padded[2:4], "big")]
