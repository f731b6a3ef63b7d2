"""Jobs: how far they are."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import ListJobs
from registry.services import jobs
from registry.web.edge import as_id, reading, writing
from registry.web.ui.forms import local_address
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")

FILTERS = ("state", "kind", "project")


@blueprint.get("")
def list_jobs() -> Response:
    """The newest jobs, by `?state=`, `?kind=` and `?project=`."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    query = asked(ListJobs, **{name: value for name, value in filters.items() if value})
    with reading() as context:
        found = jobs.list_jobs(context, query)
    return page("jobs/list.html", parts={"rows": "jobs/rows.html"}, jobs=found, filters=filters)


@blueprint.get("/<job_id>")
def show_job(job_id: str) -> Response:
    """One job; the page looks again by itself until it has ended."""
    with reading() as context:
        job = jobs.get_job(context, as_id(job_id))
    parts = {"progress": "jobs/progress.html"}
    return page("jobs/job.html", parts=parts, job=job, back=local_address(request.args.get("back"), ""))


@blueprint.post("/<job_id>/cancel")
def cancel_job(job_id: str) -> Response:
    """Ask it to stop."""
    with writing() as context:
        jobs.cancel_job(context, as_id(job_id))
    return go_to(url_for("ui.jobs.show_job", job_id=job_id, note="cancelled"))
