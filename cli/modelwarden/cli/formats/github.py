"""Workflow commands of GitHub Actions: annotations for what speaks against it, and one with the summary."""

from __future__ import annotations

from collections.abc import Iterator

from modelwarden.cli.formats.entries import Entry, entries_of, safe
from modelwarden.objects.promotions import Promotion


def to_github(promotion: Promotion, file: str) -> str:
    """`::error`, `::warning` and `::notice` lines, each pinned to `file`."""
    return "".join(f"{line}\n" for line in _lines(promotion, file))


def _lines(promotion: Promotion, file: str) -> Iterator[str]:
    for entry in entries_of(promotion):
        if entry.stops or entry.result == "warned":
            yield _annotation("error" if entry.stops else "warning", entry, file)
    title = f"{promotion.model} v{promotion.version} to {promotion.environment}"
    yield f"::notice title={_property(title)}::{_data(safe(promotion.summary))}"


def _annotation(level: str, entry: Entry, file: str) -> str:
    title = _property(f"{entry.rule_id} {entry.title}")
    return f"::{level} file={_property(file)},line=1,title={title}::{_data(entry.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
