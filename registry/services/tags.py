"""Searching by tags: values are kept as digests beside the rows, since texts of any length fit no index."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, literal

from registry.domain.canonical import digest_bytes


def digest_value(value: str) -> str:
    """What a tag's value is searched by."""
    return digest_bytes(value.encode())


def parse_tags(filters: Iterable[str]) -> list[tuple[str, BindParameter[str]]]:
    """Names and digests of values of filters `name=value`.

    The digest stands in the statement itself. PostgreSQL plans a prepared statement for any value after some
    uses, and took four times as long by that plan, since some values are rare and others are not.
    """
    pairs = (one.partition("=") for one in filters)
    return [(name, literal(digest_value(value), literal_execute=True)) for name, _, value in pairs]
