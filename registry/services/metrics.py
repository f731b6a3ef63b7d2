"""What is counted for Prometheus. Web server and worker count for themselves: scrape each, and sum there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from registry.domain.errors import GateUnavailableError
from registry.services.shared_counts import are_counted_together

disable_created_metrics()  # type: ignore[no-untyped-call] # A series beside each counter, which nobody reads.
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # Resident memory, open files, processor time.
GCCollector(registry=REGISTRY)

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SLOW = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
# Anybody may invent a method, and each would be a series of its own.
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

_requests = Counter(
    "modelwarden_http_requests",
    "Requests answered, by route pattern and status.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
_request_seconds = Histogram(
    "modelwarden_http_request_duration_seconds",
    "From the request's arrival to the last byte of its answer.",
    ("method", "route"),
    buckets=_QUICK,
    registry=REGISTRY,
)
_decision_seconds = Histogram(
    "modelwarden_gate_decision_duration_seconds",
    "Asking OPA and examining its answer, by outcome; `unavailable` is no answer that could be relied on.",
    ("outcome",),
    buckets=_QUICK,
    registry=REGISTRY,
)
_gate_failures = Counter(
    "modelwarden_gate_failures",
    "Decisions that could not be had, by reason.",
    ("reason",),
    registry=REGISTRY,
)
_job_seconds = Histogram(
    "modelwarden_job_duration_seconds",
    "Jobs that this process ran, by kind and by how they ended.",
    ("kind", "state"),
    buckets=_SLOW,
    registry=REGISTRY,
)


def counts() -> bytes:
    """What was counted, in Prometheus's text format: by this process, or by all that count together.

    Memory, files and processor time are those of one process, and are left out where there are several.
    """
    if not are_counted_together():
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    method = method if method in _METHODS else "other"
    _requests.labels(method, route, str(status)).inc()
    _request_seconds.labels(method, route).observe(seconds)


def observe_job(kind: str, state: str, seconds: float) -> None:
    """Count a job that this process has ended."""
    _job_seconds.labels(kind, state).observe(seconds)


class DecisionTimer:
    """The outcome of a decision, once it is known."""

    outcome = "failed"


@contextmanager
def timed_decision() -> Iterator[DecisionTimer]:
    """Count one question to the gate, whatever becomes of it."""
    timer, began = DecisionTimer(), monotonic()
    try:
        yield timer
    except GateUnavailableError as error:
        timer.outcome = "unavailable"
        _gate_failures.labels(getattr(error, "reason", "unavailable")).inc()
        raise
    finally:
        _decision_seconds.labels(timer.outcome).observe(monotonic() - began)
