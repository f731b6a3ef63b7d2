"""Render a report from frozen input, seal what is a PDF, and keep it.

Renderers and seals are imported when they are needed: they bring a typesetter, a chart compiler and two PDF
libraries with them.
"""

from __future__ import annotations

from uuid import UUID

from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.report_kinds import ReportKind
from registry.services.context import open_unit
from registry.services.dossiers import audit_report_attachments, audit_report_input, model_card_input
from registry.services.jobs import finish_job
from registry.services.reports import Rendered, add_report
from registry.worker.runner import Job

_PDF = "application/pdf"


def render_report(job: Job) -> None:
    """See the package."""
    if "promotion_id" in job.payload:
        _render_audit_report(job, UUID(job.payload["promotion_id"]))
    else:
        _render_model_card(job, UUID(job.payload["version_id"]))


def _render_audit_report(job: Job, promotion_id: UUID) -> None:
    from reports.audit_report import render_audit_report

    job.progress(5, "Gathering the decision and its evidence")
    with open_unit(job.platform, job.actor, snapshot=True) as context:
        promotion = context.session.get_one(PromotionRow, promotion_id)
        report = audit_report_input(context, promotion)
        attachments = audit_report_attachments(context, promotion, report)
    job.progress(20, "Rendering the audit report")
    pdf = render_audit_report(report, attachments)
    job.progress(80, "Sealing the audit report")
    sealed = _seal(job, pdf, "Audit report of a promotion decision")
    name = f"audit_report_{report.gate_input.model.name}_v{report.gate_input.version.number}.pdf"
    rendered = _store(job, ReportKind.AUDIT_REPORT, name, _PDF, sealed)
    with open_unit(job.platform, job.actor) as context:
        promotion = context.session.get_one(PromotionRow, promotion_id)
        version = context.session.get_one(VersionRow, promotion.version_id)
        view = add_report(
            context,
            rendered,
            version,
            promotion_id=promotion_id,
            decision_id=UUID(report.decision_id),
            job_id=job.id,
        )
        finish_job(context, job.id, {"reports": [view.to_json()]})


def _render_model_card(job: Job, version_id: UUID) -> None:
    from reports.model_card import (
        render_model_card_html,
        render_model_card_json,
        render_model_card_markdown,
        render_model_card_pdf,
    )

    job.progress(5, "Gathering what is known of the version")
    with open_unit(job.platform, job.actor, snapshot=True) as context:
        version = context.session.get_one(VersionRow, version_id)
        card = model_card_input(context, context.session.get_one(ModelRow, version.model_id), version)
    stem = f"model_card_{card.model.name}_v{card.version.number}"
    job.progress(20, "Rendering the model card")
    pdf = _seal(job, render_model_card_pdf(card), "Model card of a version")
    rendered = [
        _store(
            job,
            ReportKind.MODEL_CARD_HTML,
            f"{stem}.html",
            "text/html; charset=utf-8",
            render_model_card_html(card),
        ),
        _store(job, ReportKind.MODEL_CARD_PDF, f"{stem}.pdf", _PDF, pdf),
        _store(
            job,
            ReportKind.MODEL_CARD_MARKDOWN,
            f"{stem}.md",
            "text/markdown; charset=utf-8",
            render_model_card_markdown(card),
        ),
        _store(
            job, ReportKind.MODEL_CARD_JSON, f"{stem}.json", "application/json", render_model_card_json(card)
        ),
    ]
    with open_unit(job.platform, job.actor) as context:
        version = context.session.get_one(VersionRow, version_id)
        views = [add_report(context, one, version, job_id=job.id) for one in rendered]
        finish_job(context, job.id, {"reports": [view.to_json() for view in views]})


def _seal(job: Job, pdf: bytes, reason: str) -> bytes:
    from registry.trust.pdf import seal_pdf

    return seal_pdf(pdf, job.platform.keys, reason=reason, timestamps=job.platform.timestamps)


def _store(job: Job, kind: ReportKind, file_name: str, media_type: str, content: bytes | str) -> Rendered:
    data = content.encode() if isinstance(content, str) else content
    return Rendered(kind, file_name, media_type, job.platform.storage.put([data]))
