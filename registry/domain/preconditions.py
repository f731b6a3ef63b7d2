"""Conditional requests (RFC 9110, 13.1): act only while a thing is still as it was seen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from registry.domain.errors import MalformedError, PreconditionFailedError

_TAGS = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e]*"\s*(?:,\s*(?:W/)?"[\x21\x23-\x7e]*"\s*)*')
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_HEX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Precondition:
    """What a request demands of the thing that it is about.

    `tags` are the strong entity tags of `If-Match`, None when it was not sent; `exists` is its `*`, and
    `absent` is `If-None-Match: *`.
    """

    tags: frozenset[str] | None = None
    exists: bool = False
    absent: bool = False

    @property
    def is_given(self) -> bool:
        """Whether anything is demanded."""
        return self.tags is not None or self.exists or self.absent

    def check(self, current: str | None) -> None:
        """Raise `PreconditionFailedError` unless the tag of the thing as it is now is one that was demanded.

        `current` is None when there is no such thing.
        """
        if self.absent and current is not None:
            raise PreconditionFailedError(
                "It is there already.",
                why="`If-None-Match: *` demands that it is not.",
                remedy="Look at it first.",
            )
        if (self.exists and current is None) or (self.tags is not None and current not in self.tags):
            raise PreconditionFailedError(
                "It has changed since you looked.",
                why="The tag in `If-Match` is not that of the thing as it is now. Nothing was changed.",
                remedy="Read it again, look at what has changed, and repeat the request with its new ETag.",
            )


def parse_precondition(if_match: str | None, if_none_match: str | None) -> Precondition:
    """The precondition in the headers of a request that changes something; raises `MalformedError`."""
    if if_none_match is not None and if_none_match.strip() != "*":
        raise _malformed("If-None-Match", "A request that changes something takes only `*` there.")
    absent = if_none_match is not None
    if if_match is None:
        return Precondition(absent=absent)
    if if_match.strip() == "*":
        return Precondition(exists=True, absent=absent)
    # A header without any tag is a list of none: nothing matches it, and it is not taken for absent.
    if if_match.strip() and not _TAGS.fullmatch(if_match):
        raise _malformed("If-Match", "It takes `*` or entity tags in double quotes.")
    # Weak tags never match here (RFC 9110, 13.1.1).
    strong = frozenset(tag for weak, tag in _TAG.findall(if_match) if not weak)
    return Precondition(tags=strong, absent=absent)


def tag_of(content: bytes) -> str:
    """The strong entity tag of a representation: half of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:_HEX_DIGITS]


def _malformed(header: str, why: str) -> MalformedError:
    return MalformedError(
        f"The header {header} is not understood.",
        why=why,
        remedy="Send an ETag as it was given, quotes included.",
    )
