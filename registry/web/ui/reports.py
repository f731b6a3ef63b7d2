"""Reports: what was rendered, by digest, and asking for the audit report of a request."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import ListReports
from registry.services import reports
from registry.web.edge import as_id, reading, writing
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked

blueprint = Blueprint("reports", __name__)
FILTERS = ("project", "model", "kind", "sha256")


@blueprint.get("/reports")
def list_reports() -> Response:
    """Every report that I may read, newest first."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    query = asked(ListReports, **{name: value for name, value in filters.items() if value})
    with reading() as context:
        return page("reports/list.html", reports=reports.list_all_reports(context, query), filters=filters)


@blueprint.post("/promotions/<promotion_id>/reports")
def request_audit_report(promotion_id: str) -> Response:
    """Have it rendered and sealed; the job's page leads back here."""
    with writing() as context:
        job = reports.request_audit_report(context, as_id(promotion_id))
    back = url_for("ui.promotions.show_promotion", promotion_id=promotion_id, _anchor="reports")
    return go_to(url_for("ui.jobs.show_job", job_id=job.id, back=back))
