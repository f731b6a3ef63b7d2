"""The bytes of a PDF that no signature covers, and that must hold nothing."""

from __future__ import annotations

import re

from pyhanko.pdf_utils.reader import PdfFileReader

# What may follow the last cross-reference section (ISO 32000-1 clause 7.5.5).
_END = re.compile(rb"\s*(?:endobj)?\s*startxref\s+\d+\s+%%EOF\s*")
_LONG_FORM = 0x80


def gap_holds_more(contents: bytes) -> bool:
    """Whether anything but zeros follows the DER structure in the gap that a signature leaves for itself.

    The gap is not signed (ISO 32000-1 clause 12.8.1), and the signature rarely fills it.
    """
    header, length = contents[1], contents[1]
    width = header - _LONG_FORM if header > _LONG_FORM else 0
    if width:
        length = int.from_bytes(contents[2 : 2 + width], "big")
    return any(contents[2 + width + length :])


def bytes_after_end(reader: PdfFileReader) -> bool:
    """Whether anything follows the end that the last revision's cross-reference section calls for."""
    xrefs = reader.xrefs
    reader.stream.seek(xrefs.get_xref_container_info(xrefs.total_revisions - 1).end_location)
    return _END.fullmatch(reader.stream.read()) is None
