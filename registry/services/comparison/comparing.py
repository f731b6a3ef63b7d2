"""One version held against another, from what the registry keeps of both; nothing is computed anew."""

from __future__ import annotations

from collections import Counter

from registry.contract.comparison import (
    ComparedVersion,
    ComparisonView,
    FairnessChange,
    FigureChange,
    PerformanceChange,
    Tally,
)
from registry.contract.models import VersionView
from registry.db.evidence import EvidenceRow
from registry.db.versions import VersionRow
from registry.domain.evidence_kinds import EvidenceKind
from registry.services.comparison.contents import compare_facts, compare_files, compare_signatures
from registry.services.comparison.data import compare_data
from registry.services.comparison.measured import Measured, compare_fairness, compare_performance
from registry.services.context import Context
from registry.services.evidence import document_of
from registry.services.newest_evidence import newest_of_kind
from registry.services.version_views import view_version
from registry.services.versions import read_version


def compare_versions(context: Context, model_name: str, before: int, after: int) -> ComparisonView:
    """What changes from one version of a model to another, for better, for worse, or otherwise."""
    _, old_row = read_version(context, model_name, before)
    _, new_row = read_version(context, model_name, after)
    old, new = view_version(context, old_row), view_version(context, new_row)
    performance = compare_performance(*_measured(context, old_row, new_row, EvidenceKind.PERFORMANCE))
    fairness = compare_fairness(*_measured(context, old_row, new_row, EvidenceKind.FAIRNESS))
    return ComparisonView(
        project=new.project,
        model=new.model,
        before=_side(old),
        after=_side(new),
        same_files=old.digest == new.digest,
        tally=_tally(performance, fairness),
        performance=performance,
        fairness=fairness,
        signature=compare_signatures(old.signature, new.signature),
        data=compare_data(context, old_row, new_row),
        files=compare_files(old.files, new.files),
        facts=compare_facts(old, new),
    )


def _measured(
    context: Context, before: VersionRow, after: VersionRow, kind: EvidenceKind
) -> tuple[Measured, Measured]:
    one, other = (newest_of_kind(context, row.id, kind) for row in (before, after))
    return _as_measured(kind, before, one), _as_measured(kind, after, other)


def _as_measured(kind: EvidenceKind, version: VersionRow, row: EvidenceRow | None) -> Measured:
    return Measured(
        kind.value, version.number, row.digest if row else None, document_of(row) if row else None
    )


def _side(view: VersionView) -> ComparedVersion:
    return ComparedVersion(
        version=view.version,
        digest=view.digest,
        description=view.description,
        aliases=view.aliases,
        registered_by=view.registered_by,
        registered_at=view.registered_at,
    )


def _tally(performance: PerformanceChange, fairness: FairnessChange) -> Tally:
    """Groups are left out: what is of interest about them is how far apart they are, and that is counted."""
    figures: list[FigureChange] = [*performance.figures]
    for attribute in fairness.attributes:
        figures += attribute.disparities
    counts = Counter(figure.direction for figure in figures)
    return Tally(
        better=counts["better"],
        worse=counts["worse"],
        neutral=counts["neutral"],
        unknown=counts["unknown"],
    )
