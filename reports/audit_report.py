"""The audit report of one decision: what a bank hands to its regulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from registry.contract.dossier import AuditReportInput
from registry.domain.clock import parse_rfc3339
from reports.consistency import check_attachments
from reports.limits import limits_by_metric
from reports.pdf import html_to_pdf
from reports.people import person
from reports.printable import printable
from reports.sections.checks import checks_view
from reports.sections.cover import DEVELOPMENT, break_glass_notice, cover_view, footer_notice, summary_view
from reports.sections.data_profile import data_profile_view
from reports.sections.documents import document_view
from reports.sections.explanation import explanation_view
from reports.sections.fairness import fairness_view
from reports.sections.lineage import lineage_view
from reports.sections.method import ASSURANCE_WORDS, LIMITS, WORDS
from reports.sections.performance import performance_view
from reports.sections.record import record_view
from reports.sections.reviews import reviews_view
from reports.sections.scan import scan_view
from reports.sections.source import used_source
from reports.sections.trail import trail_view
from reports.sections.waivers import waivers_view
from reports.templating import render_for_print, stylesheet


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: the name of its template, and its heading."""

    name: str
    title: str


SECTIONS = (
    Section("checks", "Checks"),
    Section("reviews", "Obligations and reviews"),
    Section("waivers", "Waivers"),
    Section("fairness", "Disparities between groups"),
    Section("performance", "Performance"),
    Section("explanation", "Explanation"),
    Section("data_profile", "Data profile"),
    Section("other_evidence", "Other evidence"),
    Section("lineage", "Provenance and lineage"),
    Section("parameters", "Parameters"),
    Section("decision_record", "Decision record and replay"),
    Section("trail", "Audit trail of the request"),
    Section("verification", "How to verify this report"),
    Section("method", "Words and limits of the method"),
)


def render_audit_report(data: AuditReportInput, attachments: Mapping[str, bytes]) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1 with its attachments; the same input gives the same bytes.

    `attachments` are the stored bytes: `report.json`, `input.json`, `decision.json`, `provenance.json`,
    `events.jsonl` and one `evidence-<64 hex>.json` per document.

    Raises:
        InvalidInputError: an attachment is missing or unknown.
        IntegrityError: an attachment is not what the report says of it.
        ReportError: the report could not be rendered.
    """
    check_attachments(data, attachments)
    described = {row[0]: row[1] for row in record_view(data).attachments.rows}
    files = {name: (content, described.get(name, "evidence")) for name, content in attachments.items()}
    return html_to_pdf(
        render_audit_report_html(data), made_at=parse_rfc3339(data.generated_at), attachments=files
    )


def render_audit_report_html(data: AuditReportInput) -> str:
    """The same pages as one HTML document, set for print."""
    text = data.canonical().decode()
    return render_for_print(
        "audit_report/report.html.j2",
        data=data,
        css=stylesheet("report.css"),
        cover=cover_view(data),
        summary=summary_view(data),
        checks=checks_view(data),
        reviews=reviews_view(data),
        waivers=waivers_view(data),
        lineage=lineage_view(
            data.gate_input.model.name, data.gate_input.version, data.gate_input.lineage, where="input.json"
        ),
        record=record_view(data),
        trail=trail_view(data),
        sections=SECTIONS,
        decision_section=[section.name for section in SECTIONS].index("decision_record") + 1,
        footer=footer_notice(data),
        emergency=break_glass_notice(data),
        development=DEVELOPMENT,
        replaced=printable(text) != text,
        limits=LIMITS,
        words=WORDS,
        assurances=ASSURANCE_WORDS,
        name=partial(person, data),
        **_evidence(data),
    )


def _evidence(data: AuditReportInput) -> dict[str, object]:
    """The sections of evidence that the gate was shown; None for what it was not."""
    given = data.gate_input.evidence
    limits = limits_by_metric(data.decision.params_used)
    source = partial(used_source, data)
    return {
        "fairness": given.fairness
        and fairness_view(source(given.fairness.digest), given.fairness.body, limits),
        "performance": given.performance
        and performance_view(source(given.performance.digest), given.performance.body),
        "explanation": given.explanation
        and explanation_view(source(given.explanation.digest), given.explanation.body),
        "data_profile": given.data_profile
        and data_profile_view(source(given.data_profile.digest), given.data_profile.body),
        "scan": given.scan and scan_view(source(given.scan.digest), given.scan.body),
        "documents": [document_view(source(item.digest), item.body) for item in given.documents],
    }
