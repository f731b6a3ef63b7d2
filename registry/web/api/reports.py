"""Reports."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import JobView
from registry.contract.paging import ListReports, PageQuery
from registry.contract.promotions import ReportView
from registry.services import reports
from registry.web.edge import answer, answer_all, answer_stream, as_id, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("reports", __name__)


@blueprint.post("/promotions/<promotion_id>/reports")
@gives(JobView, 202, once="kept")
def request_audit_report(promotion_id: str) -> Response:
    """Have the audit report rendered and sealed."""
    with writing() as context:
        return answer(reports.request_audit_report(context, as_id(promotion_id)), 202)


@blueprint.post("/models/<model>/versions/<int:number>/model-cards")
@gives(JobView, 202, once="kept")
def request_model_card(model: str, number: int) -> Response:
    """Have the model card rendered."""
    with writing() as context:
        return answer(reports.request_model_card(context, model, number), 202)


@blueprint.get("/models/<model>/versions/<int:number>/reports")
@lists(ReportView)
def list_reports(model: str, number: int) -> Response:
    """The reports about a version."""
    with reading() as context:
        return answer_all(reports.list_reports(context, model, number, query(PageQuery)))


@blueprint.get("/reports")
@lists(ReportView, ListReports)
def list_all_reports() -> Response:
    """The reports of all projects that I may read."""
    with reading() as context:
        return answer_all(reports.list_all_reports(context, query(ListReports)))


@blueprint.get("/reports/<report_id>/content")
@gives("*/*")
def download_report(report_id: str) -> Response:
    """The file."""
    with reading() as context:
        reader, view = reports.open_report(context, as_id(report_id))
    return answer_stream(reader, view.size, view.media_type, view.file_name)
