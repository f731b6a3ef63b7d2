"""Searching by tags: values are kept as digests beside the rows, since texts of any length fit no index."""

from __future__ import annotations

from collections.abc import Iterable

from registry.domain.canonical import digest_bytes


def digest_value(value: str) -> str:
    """What a tag's value is searched by."""
    return digest_bytes(value.encode())


def parse_tags(filters: Iterable[str]) -> list[tuple[str, str]]:
    """Names and digests of values of filters `name=value`."""
    pairs = (one.partition("=") for one in filters)
    return [(name, digest_value(value)) for name, _, value in pairs]
