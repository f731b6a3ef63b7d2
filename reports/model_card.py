"""The model card of a version: for people as HTML, PDF and Markdown, for machines as JSON."""

from __future__ import annotations

import base64
import hashlib

from registry.contract.dossier import ModelCardInput
from registry.domain.clock import parse_rfc3339
from reports.card_markdown import card_markdown
from reports.card_parts import JSON_NAME, card_parts
from reports.pdf import html_to_pdf
from reports.printable import printable
from reports.templating import render_for_print, render_for_screen, stylesheet

_DEVELOPMENT = "Made by a development installation: its keys prove integrity, not identity."


def render_model_card_html(data: ModelCardInput) -> str:
    """One self-contained page without scripts; its policy lets a browser fetch nothing."""
    css = stylesheet("card.css")
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    parts = card_parts(data).values()
    return render_for_screen("model_card/screen.html.j2", css=css, style_hash=allowed, **parts)


def render_model_card_pdf(data: ModelCardInput) -> bytes:
    """PDF/A-3a and PDF/UA-1, with the card's JSON attached; the same input gives the same bytes.

    Raises `ReportError` when the card cannot be rendered.
    """
    text = data.canonical().decode()
    html = render_for_print(
        "model_card/print.html.j2",
        css=stylesheet("report.css"),
        footer=_DEVELOPMENT if data.installation.development else "",
        replaced=printable(text) != text,
        **card_parts(data).values(),
    )
    files = {JSON_NAME: (data.canonical(), "everything that this card was rendered from")}
    return html_to_pdf(html, made_at=parse_rfc3339(data.generated_at), attachments=files)


def render_model_card_markdown(data: ModelCardInput) -> str:
    """Markdown with the metadata that Hugging Face reads at its head."""
    return card_markdown(card_parts(data))


def render_model_card_json(data: ModelCardInput) -> bytes:
    """The card's input in canonical form (RFC 8785): every other form is rendered from it."""
    return data.canonical()
