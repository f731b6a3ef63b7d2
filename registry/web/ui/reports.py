"""Asking for the audit report of a request."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from registry.services.reports import request_audit_report as ask_for_audit_report
from registry.web.edge import as_id, writing
from registry.web.ui.pages import go_to

blueprint = Blueprint("reports", __name__)


@blueprint.post("/promotions/<promotion_id>/reports")
def request_audit_report(promotion_id: str) -> Response:
    """Have it rendered and sealed; the job's page leads back here."""
    with writing() as context:
        job = ask_for_audit_report(context, as_id(promotion_id))
    back = url_for("ui.promotions.show_promotion", promotion_id=promotion_id, _anchor="reports")
    return go_to(url_for("ui.jobs.show_job", job_id=job.id, back=back))
