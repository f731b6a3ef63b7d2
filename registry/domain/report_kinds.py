"""What can be downloaded."""

from __future__ import annotations

from enum import StrEnum


class ReportKind(StrEnum):
    """An audit report is about a decision; a model card is about a version."""

    AUDIT_REPORT = "audit_report"
    MODEL_CARD_HTML = "model_card_html"
    MODEL_CARD_PDF = "model_card_pdf"
    MODEL_CARD_MARKDOWN = "model_card_markdown"
    MODEL_CARD_JSON = "model_card_json"


MODEL_CARD_KINDS = (
    ReportKind.MODEL_CARD_HTML,
    ReportKind.MODEL_CARD_PDF,
    ReportKind.MODEL_CARD_MARKDOWN,
    ReportKind.MODEL_CARD_JSON,
)
