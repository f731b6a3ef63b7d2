"""The static scan of the version's files."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.evidence import ScanBody
from reports import figures
from reports.facts import Fact
from reports.sections.source import Source
from reports.tables import Column, Table, first

_FILES = 40


@dataclass(frozen=True, slots=True)
class ScanView:
    """The section of one scan."""

    source: Source
    facts: tuple[Fact, ...]
    files: Table


def scan_view(source: Source, body: ScanBody) -> ScanView:
    """One line per file."""
    shown, note = first(body.files, _FILES, source.file)
    rows = tuple((item.path, item.format, item.verdict, "; ".join(item.findings) or "none") for item in shown)
    facts = (
        Fact("Scanner", body.scanner),
        Fact("Unsafe files", figures.count(body.unsafe)),
        Fact("Files that it could not judge", figures.count(body.unknown)),
    )
    return ScanView(source, facts, Table("Files scanned", _COLUMNS, rows, note))


_COLUMNS = (Column("File", "code"), Column("Format"), Column("Verdict"), Column("Findings"))
