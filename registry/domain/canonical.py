"""Canonical JSON (RFC 8785) and digests (`sha256:<hex>`)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import rfc8785

from registry.domain.errors import InvalidInputError

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """The RFC 8785 bytes of a JSON value; NaN, infinities and integers past 2**53 are refused."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise InvalidInputError(
            "The document has no canonical form.",
            why=f"{error}.",
            remedy="Use finite numbers, string keys, whole characters, and no deep nesting.",
        ) from error


def digest_bytes(data: bytes) -> str:
    """The digest of some bytes, as `sha256:<hex>`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """The digest of a JSON value's canonical form."""
    return digest_bytes(canonical_json(value))


def parse_digest(text: str) -> str:
    """`text` when it is a digest; raises `InvalidInputError` otherwise."""
    if not _DIGEST.fullmatch(text):
        raise InvalidInputError(
            f"{text[:80]!r} is not a digest.",
            why="A digest is sha256: and 64 lower-case hex digits.",
            remedy="Compute it with `sha256sum FILE`, and put sha256: before it.",
        )
    return text


def hex_of(digest: str) -> str:
    """The hex part of a digest."""
    return parse_digest(digest).removeprefix("sha256:")
