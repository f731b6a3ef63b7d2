"""Jobs."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import JobView
from registry.contract.paging import ListJobs
from registry.services import jobs
from registry.web.edge import answer, answer_all, as_id, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("")
@lists(JobView, ListJobs)
def list_jobs() -> Response:
    """The newest jobs."""
    with reading() as context:
        return answer_all(jobs.list_jobs(context, query(ListJobs)))


@blueprint.get("/<job_id>")
@gives(JobView, tagged=True)
def get_job(job_id: str) -> Response:
    """One job."""
    with reading() as context:
        return answer(jobs.get_job(context, as_id(job_id)))


@blueprint.post("/<job_id>/cancel")
@gives(JobView, once="kept", conditional=True, tagged=True, also=(409,))
def cancel_job(job_id: str) -> Response:
    """Ask a job to stop."""
    with writing() as context:
        return answer(jobs.cancel_job(context, as_id(job_id)))
