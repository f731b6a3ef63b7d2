"""One handler per kind of job. Each may run twice, after a crash, and leaves exactly one result."""

from registry.domain.job_states import JobKind
from registry.worker.handlers.compute_evidence import compute_evidence
from registry.worker.handlers.profile_dataset import profile_dataset
from registry.worker.handlers.reevaluate import reevaluate
from registry.worker.handlers.render_report import render_report
from registry.worker.handlers.scan_version import scan_version
from registry.worker.runner import Handler

HANDLERS: dict[JobKind, Handler] = {
    JobKind.COMPUTE_EVIDENCE: compute_evidence,
    JobKind.PROFILE_DATASET: profile_dataset,
    JobKind.REEVALUATE: reevaluate,
    JobKind.RENDER_REPORT: render_report,
    JobKind.SCAN_VERSION: scan_version,
}
