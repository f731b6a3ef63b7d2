"""What a scrape asks the installation itself: jobs that wait, the audit log, OPA, database, connections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, col, select

from registry.db.events import EventRow
from registry.db.jobs import JobRow, WorkerRow
from registry.domain.errors import ModelwardenError
from registry.domain.job_states import JobKind, JobState
from registry.services.bundles import active_bundle
from registry.services.context import open_unit
from registry.services.metrics import counts
from registry.services.platform import Platform

_OPEN = (JobState.QUEUED, JobState.RUNNING)


def expose_metrics(platform: Platform) -> bytes:
    """Everything in Prometheus's text format: what this process counted, and what it was told just now."""
    asked = CollectorRegistry()
    asked.register(_Installation(platform))
    return counts() + generate_latest(asked)


class _Installation(Collector):
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def describe(self) -> list[Metric]:
        """Nothing, so that registering it asks nobody."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._database()
        yield from self._opa()
        yield from self._pool()

    def _database(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("modelwarden_database_up", "Whether the database answers.")
        try:
            with open_unit(self._platform, None, read_only=True) as context:
                found = list(_rows(context.session, context.now))
                active = active_bundle(context).revision
        except ModelwardenError:
            # What cannot be asked is left out: nought would read as an empty queue.
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from found
        yield _named("modelwarden_policy_info", "The policy in force.", "revision", active)

    def _opa(self) -> Iterator[Metric]:
        health = self._platform.gate.health()
        up = GaugeMetricFamily("modelwarden_opa_up", "Whether OPA answers and may decide.")
        up.add_metric([], float(health.may_decide))
        yield up
        if health.active_revision:
            yield _named(
                "modelwarden_opa_info", "The policy that OPA has.", "revision", health.active_revision
            )

    def _pool(self) -> Iterator[Metric]:
        pool = self._platform.engine.pool
        if isinstance(pool, QueuePool):
            family = GaugeMetricFamily(
                "modelwarden_database_connections", "Of this process, by state.", labels=["state"]
            )
            family.add_metric(["in_use"], pool.checkedout())
            family.add_metric(["idle"], pool.checkedin())
            yield family
            size = GaugeMetricFamily("modelwarden_database_pool_size", "Connections kept for this process.")
            size.add_metric([], pool.size())
            yield size


def _rows(session: Session, now: datetime) -> Iterator[Metric]:
    counted = session.exec(
        select(JobRow.kind, JobRow.state, func.count(), func.min(JobRow.created_at))
        .where(col(JobRow.state).in_(_OPEN))
        .group_by(col(JobRow.kind), col(JobRow.state))
    ).all()
    by_state = {(kind, state): count for kind, state, count, _ in counted}
    jobs = GaugeMetricFamily("modelwarden_jobs", "Jobs that wait or run.", labels=["kind", "state"])
    for kind in JobKind:
        for state in _OPEN:
            jobs.add_metric([kind.value, state.value], by_state.get((kind, state), 0))
    yield jobs
    oldest = min((since for _, state, _, since in counted if state is JobState.QUEUED), default=now)
    age = GaugeMetricFamily("modelwarden_job_queue_age_seconds", "How long the oldest job has waited.")
    age.add_metric([], max(0.0, (now - oldest).total_seconds()))
    yield age
    yield _gauge("modelwarden_event_log_length", "Events in the audit log.", _event_count(session))
    beat = session.exec(select(func.max(WorkerRow.heartbeat_at))).one()
    if beat is not None:
        silence = (now - beat).total_seconds()
        yield _gauge("modelwarden_worker_silence_seconds", "Since a worker was last heard of.", silence)


def _event_count(session: Session) -> int:
    # The numbers have no gaps, so the last one is the count, and it is found without counting.
    return session.exec(select(func.max(EventRow.seq))).one() or 0


def _gauge(name: str, told: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, told)
    family.add_metric([], value)
    return family


def _named(name: str, told: str, label: str, value: str) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    family.add_metric([value], 1)
    return family
