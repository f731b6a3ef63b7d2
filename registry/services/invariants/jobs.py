"""Jobs: each waits, runs or has ended, with exactly one result or one error, and what it made is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from registry.db.evidence import EvidenceRow
from registry.db.jobs import JobRow
from registry.db.reports import ReportRow
from registry.domain.job_states import FINAL_JOB_STATES, JobState
from registry.services.context import Context
from registry.services.invariants.violation import Violation
from registry.services.jobs import MAX_ATTEMPTS


def check_job_states(context: Context) -> Iterator[Violation]:
    """A state, and the times, result and error that belong to it."""
    for row in context.session.exec(select(JobRow)):
        for finding in _contradictions(row):
            yield Violation("job-state", f"job {row.id}", finding)


def check_job_results(context: Context) -> Iterator[Violation]:
    """The evidence and reports of a job are those that its result names, each once; no result, none."""
    made = _made(context)
    for row in context.session.exec(select(JobRow)):
        kept, named = sorted(made.pop(row.id, [])), sorted(_named(row.result or {}))
        if kept != named:
            yield Violation("job-result", f"job {row.id}", f"it is {row.state}; result {named}, made {kept}")


def _contradictions(row: JobRow) -> Iterator[str]:
    expected = {
        # state: (has a result, has an error)
        JobState.DONE: {(True, False)},
        JobState.FAILED: {(False, True)},
        JobState.CANCELLED: {(False, False), (False, True)},
        JobState.QUEUED: {(False, False)},
        JobState.RUNNING: {(False, False)},
    }[row.state]
    if (row.result is not None, row.error is not None) not in expected:
        yield f"it is {row.state}, with result {row.result} and error {row.error}"
    if (row.finished_at is not None) != (row.state in FINAL_JOB_STATES):
        yield f"it is {row.state}, and ended at {row.finished_at}"
    if row.state is JobState.RUNNING and (row.started_at is None or row.heartbeat_at is None):
        yield "it runs, and never began"
    if row.attempts > MAX_ATTEMPTS or (row.state is JobState.DONE and row.attempts < 1):
        yield f"it is {row.state} after {row.attempts} attempts"


def _made(context: Context) -> dict[UUID | None, list[str]]:
    found: dict[UUID | None, list[str]] = defaultdict(list)
    evidence = select(EvidenceRow.job_id, EvidenceRow.digest).where(col(EvidenceRow.job_id).is_not(None))
    reports = select(ReportRow.job_id, ReportRow.sha256).where(col(ReportRow.job_id).is_not(None))
    for query in (evidence, reports):
        for job_id, digest in context.session.exec(query):
            found[job_id].append(digest)
    return found


def _named(result: dict[str, Any]) -> list[str]:
    evidence = [one["digest"] for one in result.get("evidence", [])]
    return evidence + [one["sha256"] for one in result.get("reports", [])]
