"""What the database says is in storage, a page at a time: memory does not grow with the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlmodel import col

from registry.db.artifacts import ArtifactRow
from registry.db.bundles import BundleRow
from registry.db.datasets import DatasetVersionRow
from registry.db.decisions import DecisionRow
from registry.db.evidence import EvidenceRow
from registry.db.reports import ReportRow
from registry.db.versions import VersionFileRow
from registry.services.context import open_unit
from registry.services.platform import Platform

PAGE = 500

_BLOBS = union_all(
    select(col(ArtifactRow.sha256).label("sha256"), literal("artifact").label("kind")),
    select(col(VersionFileRow.sha256), literal("file of a version")),
    select(col(DatasetVersionRow.file_sha256), literal("dataset table")),
    select(col(ReportRow.sha256), literal("report")),
).subquery("known")

# Documents that are kept in the database itself: where, by what digest, and their bytes.
_DOCUMENTS = (
    ("policy bundle", col(BundleRow.sha256), col(BundleRow.archive), col(BundleRow.sha256)),
    ("evidence", col(EvidenceRow.id), col(EvidenceRow.content), col(EvidenceRow.digest)),
    (
        "input of a decision",
        col(DecisionRow.id),
        col(DecisionRow.input_content),
        col(DecisionRow.input_digest),
    ),
    ("decision", col(DecisionRow.id), col(DecisionRow.decision_content), col(DecisionRow.decision_digest)),
)


@dataclass(frozen=True, slots=True)
class KnownBlob:
    """A digest that must be in storage, and what it is there for."""

    sha256: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """Bytes that the database keeps itself, with the digest that they had."""

    kind: str
    digest: str
    content: bytes


def known_blobs(platform: Platform) -> Iterator[KnownBlob]:
    """Every digest that the database says is in storage, once, in ascending order."""
    after = ""
    while page := _page_of_blobs(platform, after):
        yield from page
        after = page[-1].sha256


def known_documents(platform: Platform) -> Iterator[KnownDocument]:
    """Every document that the database keeps by digest."""
    for kind, key, content, digest in _DOCUMENTS:
        after = None
        query = select(key, content, digest).order_by(key).limit(1)
        # One at a time: an input may have many megabytes.
        while row := _first(platform, query if after is None else query.where(key > after)):
            yield KnownDocument(kind, row[2], row[1])
            after = row[0]


def count_known(platform: Platform) -> int:
    """How many blobs there are to look at."""
    with open_unit(platform, None, read_only=True) as context:
        query = select(func.count(func.distinct(_BLOBS.c.sha256)))
        return int(context.session.connection().execute(query).scalar_one())


def unknown_among(platform: Platform, digests: Iterable[str]) -> set[str]:
    """Those of some digests that the database knows nothing of."""
    asked = set(digests)
    with open_unit(platform, None, read_only=True) as context:
        query = select(_BLOBS.c.sha256).where(_BLOBS.c.sha256.in_(asked))
        return asked - set(context.session.connection().execute(query).scalars())


def _page_of_blobs(platform: Platform, after: str) -> list[KnownBlob]:
    with open_unit(platform, None, read_only=True) as context:
        digests = select(_BLOBS.c.sha256).where(_BLOBS.c.sha256 > after).distinct()
        page = list(
            context.session.connection().execute(digests.order_by(_BLOBS.c.sha256).limit(PAGE)).scalars()
        )
        kinds: dict[str, set[str]] = {sha256: set() for sha256 in page}
        query = select(_BLOBS.c.sha256, _BLOBS.c.kind).where(_BLOBS.c.sha256.in_(page)).distinct()
        for sha256, kind in context.session.connection().execute(query):
            kinds[sha256].add(kind)
    return [KnownBlob(sha256, tuple(sorted(kinds[sha256]))) for sha256 in page]


def _first(platform: Platform, query: Select[Any, bytes, str]) -> tuple[Any, bytes, str] | None:
    with open_unit(platform, None, read_only=True) as context:
        row = context.session.connection().execute(query).first()
        return (row[0], row[1], row[2]) if row else None
