"""The model card of a version: for people as HTML, PDF and Markdown, for machines as JSON."""

from __future__ import annotations

import base64
import hashlib

from registry.contract.dossier import ModelCardInput
from registry.contract.evidence import (
    DataProfileBody,
    ExplanationBody,
    FairnessBody,
    PerformanceBody,
)
from registry.domain.clock import parse_rfc3339
from reports.hugging_face import front_matter
from reports.pdf import html_to_pdf
from reports.printable import printable
from reports.sections.card import card_view
from reports.sections.cover import DEVELOPMENT
from reports.sections.data_profile import data_profile_view
from reports.sections.explanation import explanation_view
from reports.sections.fairness import fairness_view
from reports.sections.lineage import lineage_view
from reports.sections.method import LIMITS
from reports.sections.performance import performance_view
from reports.sections.source import newest_source
from reports.templating import render_for_print, render_for_screen, render_text, stylesheet

JSON_NAME = "model_card.json"


def render_model_card_html(data: ModelCardInput) -> str:
    """One self-contained page without scripts; its policy lets a browser fetch nothing."""
    css = stylesheet("card.css")
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return render_for_screen("model_card/screen.html.j2", css=css, style_hash=allowed, **_views(data))


def render_model_card_pdf(data: ModelCardInput) -> bytes:
    """PDF/A-3a and PDF/UA-1, with the card's JSON attached; the same input gives the same bytes."""
    text = data.canonical().decode()
    footer = DEVELOPMENT if data.installation.development else ""
    html = render_for_print(
        "model_card/print.html.j2",
        css=stylesheet("report.css"),
        footer=footer,
        replaced=printable(text) != text,
        **_views(data),
    )
    files = {JSON_NAME: (data.canonical(), "everything that this card was rendered from")}
    return html_to_pdf(html, made_at=parse_rfc3339(data.generated_at), attachments=files)


def render_model_card_markdown(data: ModelCardInput) -> str:
    """Markdown with the metadata that Hugging Face reads at its head."""
    return front_matter(data) + render_text("model_card/card.md.j2", **_views(data))


def render_model_card_json(data: ModelCardInput) -> bytes:
    """The card's input in canonical form (RFC 8785): every other form is rendered from it."""
    return data.canonical()


def _views(data: ModelCardInput) -> dict[str, object]:
    return {
        "data": data,
        "card": card_view(data),
        "lineage": lineage_view(data.model.name, data.version, data.lineage, where=JSON_NAME),
        "limits": LIMITS,
        **_evidence(data),
    }


def _evidence(data: ModelCardInput) -> dict[str, object]:
    """The newest evidence of each kind; None where there is none."""
    views: dict[str, object] = dict.fromkeys(("performance", "fairness", "explanation", "data_profile"))
    for kind in views:
        source = newest_source(data.evidence, kind)
        body = source.document.body if source else None
        match source, body:
            case None, _:
                continue
            case _, PerformanceBody():
                views[kind] = performance_view(source, body)
            case _, FairnessBody():
                views[kind] = fairness_view(source, body, {})
            case _, ExplanationBody():
                views[kind] = explanation_view(source, body)
            case _, DataProfileBody():
                views[kind] = data_profile_view(source, body)
    return views
