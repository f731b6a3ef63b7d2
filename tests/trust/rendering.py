"""A small report as PDF/A-3a, with files attached."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime

_HTML = """<html lang="en"><head><title>Audit report</title></head>
<body><h1>Audit report</h1><p>{text}</p></body></html>"""
_MOMENT = datetime(2026, 11, 21, 9, 15, tzinfo=UTC)


def render_report(attachments: Mapping[str, bytes], *, text: str = "Allowed.") -> bytes:
    from weasyprint import HTML, Attachment

    files = [
        Attachment(
            string=data,
            name=name,
            description=name,
            relationship="Data",
            created=_MOMENT,
            modified=_MOMENT,
        )
        for name, data in attachments.items()
    ]
    with warnings.catch_warnings():
        # WeasyPrint leaves its colour profile open for the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        html = HTML(string=_HTML.format(text=text))
        pdf: bytes = html.write_pdf(pdf_variant="pdf/a-3a", attachments=files)
    return pdf
