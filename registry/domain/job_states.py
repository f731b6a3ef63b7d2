"""Background jobs: kinds and states."""

from __future__ import annotations

from enum import StrEnum


class JobKind(StrEnum):
    """What a worker can be asked to do."""

    COMPUTE_EVIDENCE = "compute_evidence"
    SCAN_VERSION = "scan_version"
    REEVALUATE = "reevaluate"
    RENDER_REPORT = "render_report"
    PROFILE_DATASET = "profile_dataset"


class JobState(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL_JOB_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
