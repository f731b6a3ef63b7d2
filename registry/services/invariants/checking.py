"""Checking all of them, on one snapshot of the database, so that nobody has to stop writing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text

from registry.services.context import Context, open_unit
from registry.services.invariants.aliases import check_alias_events, check_alias_history, check_protected
from registry.services.invariants.artifacts import check_blobs
from registry.services.invariants.decisions import check_bundles, check_decisions
from registry.services.invariants.events import check_chain, check_columns
from registry.services.invariants.evidence import check_evidence
from registry.services.invariants.jobs import check_job_results, check_job_states
from registry.services.invariants.lineage import check_edges
from registry.services.invariants.promotions import check_applied, check_living
from registry.services.invariants.reviews import check_reviews
from registry.services.invariants.versions import check_numbers, check_versions
from registry.services.invariants.violation import Violation
from registry.services.platform import Platform

Check = Callable[[Context], Iterator[Violation]]

INVARIANTS: dict[str, Check] = {
    "event-chain": check_chain,
    "event-columns": check_columns,
    "version-number": check_numbers,
    "version-manifest": check_versions,
    "evidence": check_evidence,
    "bundle": check_bundles,
    "decision": check_decisions,
    "review": check_reviews,
    "promotion-applied": check_applied,
    "promotion-living": check_living,
    "alias-history": check_alias_history,
    "alias-event": check_alias_events,
    "alias-protected": check_protected,
    "job-state": check_job_states,
    "job-result": check_job_results,
    "artifact-blob": check_blobs,
    "lineage-edge": check_edges,
}


@dataclass(frozen=True, slots=True)
class InvariantReport:
    """Which invariants were checked, and everything that contradicts one of them."""

    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    @property
    def hold(self) -> bool:
        """No violation was found."""
        return not self.violations


def check_invariants(platform: Platform) -> InvariantReport:
    """Check every invariant; those that lean on a broken one are checked all the same.

    It reads all rows and hashes what is in the database. Artifacts are looked for and not read.

    Raises:
        DatabaseError, StorageError: it could not look. That is no finding, and no pass.
    """
    with open_unit(platform, None, snapshot=True) as context:
        _take_time(context)
        return InvariantReport(tuple(INVARIANTS), tuple(find_violations(context)))


def find_violations(context: Context) -> Iterator[Violation]:
    """Everything that contradicts something else, as this transaction sees it."""
    for check in INVARIANTS.values():
        yield from check(context)


def _take_time(context: Context) -> None:
    # A large log takes longer than a request ever may.
    if context.session.get_bind().dialect.name == "postgresql":
        context.session.connection().execute(text("SET LOCAL statement_timeout = 0"))
