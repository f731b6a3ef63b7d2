"""Artifacts: whatever a row names by digest is in storage. What the bytes are is not read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import select

from registry.db.artifacts import ArtifactRow
from registry.db.datasets import DatasetVersionRow
from registry.db.reports import ReportRow
from registry.db.versions import VersionFileRow
from registry.services.context import Context
from registry.services.invariants.violation import Violation


def check_blobs(context: Context) -> Iterator[Violation]:
    """See the module. Each digest is looked for once."""
    for digest, owners in _named(context).items():
        if not context.platform.storage.exists(digest):
            yield Violation(
                "artifact-blob", f"artifact {digest}", f"it is not in storage; named by {owners[0]}"
            )


def _named(context: Context) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    queries = {
        "artifact": select(ArtifactRow.id, ArtifactRow.sha256),
        "version file": select(VersionFileRow.id, VersionFileRow.sha256),
        "dataset version": select(DatasetVersionRow.id, DatasetVersionRow.file_sha256),
        "report": select(ReportRow.id, ReportRow.sha256),
    }
    for kind, query in queries.items():
        for row_id, digest in context.session.exec(query):
            named[digest].append(f"{kind} {row_id}")
    return named
