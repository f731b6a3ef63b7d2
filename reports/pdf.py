"""HTML to PDF/A-3a that is PDF/UA-1 as well: the same input gives the same bytes.

WeasyPrint writes one conformance claim per file. The second one is added where it writes the XMP packet;
veraPDF checks the result against both in the tests.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.domain.canonical import digest_bytes
from reports.errors import ReportError
from reports.fonts import font_faces

_PDF_UA = b"""
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
"""
_END = b"</rdf:RDF>"


def html_to_pdf(html: str, *, made_at: datetime, attachments: Mapping[str, tuple[bytes, str]]) -> bytes:
    """The PDF of a page, with `attachments` (name to bytes and description) embedded as its data.

    Raises:
        ReportError: the page refers to anything outside itself, or could not be rendered.
    """
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    options = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "pdf_identifier": _identifier(html, attachments)}
    files = [_attachment(weasyprint, name, *item, made_at) for name, item in sorted(attachments.items())]
    try:
        sheet = weasyprint.CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        document = page.render(stylesheets=[sheet], font_config=fonts, **options)
        document.metadata.attachments = files
        _claim_pdf_ua(document.metadata)
        with warnings.catch_warnings():
            # WeasyPrint leaves its colour profile open for the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf: bytes = document.write_pdf(**options)
    except FatalURLFetchingError as error:  # It derives from BaseException, and would end the worker.
        raise ReportError(
            "The report refers to something outside itself.",
            why=str(error)[:400],
            remedy="Reports fetch nothing; this is a fault in a template or a stylesheet.",
        ) from error
    return pdf


def _attachment(weasyprint: Any, name: str, data: bytes, description: str, made_at: datetime) -> Any:  # noqa: ANN401
    times = {"created": made_at, "modified": made_at}
    return weasyprint.Attachment(
        string=data, name=name, description=description, relationship="Data", **times
    )


def _identifier(html: str, attachments: Mapping[str, tuple[bytes, str]]) -> bytes:
    """The file's identifier: a digest of everything that goes into it."""
    total = hashlib.sha256(html.encode())
    for name, (data, _) in sorted(attachments.items()):
        total.update(f"\n{name} {digest_bytes(data)}".encode())
    return total.hexdigest().encode()


def _claim_pdf_ua(metadata: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
    """Add PDF/UA-1 to the XMP packet (ISO 14289-1, clause 5). WeasyPrint is pinned: this is its inside."""
    generate = metadata.generate_rdf_metadata

    def generate_with_claim(*arguments: object) -> bytes:
        packet: bytes = generate(*arguments)
        if packet.count(_END) != 1:
            raise ReportError("The PDF's metadata has an unexpected form.", remedy="Pin WeasyPrint.")
        return packet.replace(_END, _PDF_UA + _END)

    metadata.generate_rdf_metadata = generate_with_claim
