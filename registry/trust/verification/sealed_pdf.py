"""A sealed PDF: its signature, the chain above it, and that nothing was added since.

Order of the checks: the file is sealed with a certification signature; every signature in it is intact; each
leads to a root; and what follows the seal is signatures and their validation data only.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import (
    DocumentTimestampStatus,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from registry.trust.development_ca import DEVELOPMENT_LABEL
from registry.trust.pades import as_asn1
from registry.trust.verification.pdf_bytes import bytes_after_end, gap_holds_more
from registry.trust.verification.steps import VerificationStep, failed, judged, not_checked, passed

_SEAL = "ISO 32000-1 clause 12.8.2.2"
_SIGNATURE = "ETSI EN 319 142-1; RFC 5652 section 5.6"
_CHAIN = "RFC 5280 section 6.1"
_COVERAGE = "ISO 32000-1 clause 12.8.1"

# A path that fails is one of our steps; pyHanko would log its traceback besides.
logging.getLogger("pyhanko.sign.validation.generic_cms").setLevel(logging.CRITICAL)

Status = PdfSignatureStatus | DocumentTimestampStatus


def verify_seal(
    pdf: bytes, *, roots: Sequence[x509.Certificate] | None = None, moment: datetime | None = None
) -> list[VerificationStep]:
    """Check the seal of a PDF, at `moment` (default: now).

    With `roots`, the seal must lead to one of them: that is identity. Without, the roots that came inside the
    file are taken, which shows only that the file is whole, and the report says so.
    """
    try:
        return _verify(PdfFileReader(io.BytesIO(pdf)), roots, moment)
    except Exception as error:  # noqa: BLE001 - a hostile file may break a parser in any way; none is a pass
        return [failed("readable", f"{type(error).__name__}: {error}", "ISO 32000-1")]


def _verify(
    reader: PdfFileReader, roots: Sequence[x509.Certificate] | None, moment: datetime | None
) -> list[VerificationStep]:
    signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
    sealed = _sealed(signatures)
    if not sealed.passed:
        return [sealed]
    anchors = _enclosed_roots(reader, signatures) if roots is None else as_asn1(roots)
    statuses = [_status(reader, signature, anchors, moment) for signature in signatures]
    steps = [sealed, _intact(statuses), _chain(statuses, named=roots is not None)]
    steps.append(_nothing_added(reader, signatures, statuses))
    if all(step.passed for step in steps) and not all(_bottom_line(status) for status in statuses):
        steps.append(failed("bottom line", "a constraint or a timestamp of a signature fails", _SIGNATURE))
    if roots is None:
        steps.append(_identity_unknown(statuses))
    return steps


def _sealed(signatures: Sequence[EmbeddedPdfSignature]) -> VerificationStep:
    if not signatures:
        return failed("sealed", "there is no signature in it", _SEAL)
    if signatures[0].docmdp_level not in {MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS}:
        return failed("sealed", "its first signature does not certify the document", _SEAL)
    certificate = signatures[0].signer_cert
    return passed("sealed", f"by {_name(certificate)}", _SEAL)


def _status(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, anchors: Sequence[Any], moment: datetime | None
) -> Status:
    context = _context(reader, anchors, moment)
    if signature.sig_object_type == "/DocTimeStamp":
        return validate_pdf_timestamp(signature, context)
    status = validate_pdf_signature(signature, context)
    stamp = status.timestamp_validity
    if status.bottom_line or stamp is None or not stamp.trusted:
        return status
    # A trusted timestamp shows that the signature existed then, so its chain is judged as of then.
    return validate_pdf_signature(signature, _context(reader, anchors, stamp.timestamp), context)


def _context(reader: PdfFileReader, anchors: Sequence[Any], moment: datetime | None) -> ValidationContext:
    """Offline, and without revocation lists nothing passes."""
    settings = {"trust_roots": list(anchors), "revocation_mode": "require", "moment": moment}
    store = _security_store(reader)
    if store is not None:
        return store.as_validation_context(settings)
    return ValidationContext(
        trust_roots=list(anchors), revocation_mode="require", moment=moment, crls=(), ocsps=()
    )


def _security_store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """Certificates and revocation lists that the file brings with it (ETSI EN 319 142-1 section 5.4.2)."""
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _enclosed_roots(reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> list[Any]:
    certificates = [one for signature in signatures for one in signature.other_embedded_certs]
    if (store := _security_store(reader)) is not None:
        certificates += store.load_certs()
    return [one for one in certificates if one.self_issued]


def _bottom_line(status: Status) -> bool:
    if isinstance(status, PdfSignatureStatus):
        return status.bottom_line
    return status.intact and status.valid and status.trusted


def _intact(statuses: Sequence[Status]) -> VerificationStep:
    problems = [
        f"signature {number}: the signed bytes are not those of the file"
        if not status.intact
        else f"signature {number} is not by the key of its certificate"
        for number, status in enumerate(statuses, start=1)
        if not (status.intact and status.valid)
    ]
    first = statuses[0]
    good = f"{len(statuses)} intact, {first.pkcs7_signature_mechanism} with {first.md_algorithm}"
    return judged("signature", problems, good, _SIGNATURE)


def _chain(statuses: Sequence[Status], *, named: bool) -> VerificationStep:
    problems = [
        f"signature {number}: {status.trust_problem_indic or 'no path to a root'}"
        for number, status in enumerate(statuses, start=1)
        if status.trust_problem_indic is not None or status.validation_path is None
    ]
    path = statuses[0].validation_path
    whose = "that you named" if named else "that came inside the file"
    good = f"leads to the root {_name(path.first)}, {whose}" if path is not None else ""
    return judged("certificate chain", problems, good, _CHAIN)


def _nothing_added(
    reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], statuses: Sequence[Status]
) -> VerificationStep:
    seal, last = statuses[0], statuses[-1]
    problems = []
    if any(gap_holds_more(signature.pkcs7_content) for signature in signatures):
        problems.append("something is hidden behind a signature")
    if last.coverage != SignatureCoverageLevel.ENTIRE_FILE and bytes_after_end(reader):
        problems.append("there are bytes after the end of the file")
    if seal.coverage is None or seal.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        problems.append("the seal leaves out bytes of its own revision")
    elif seal.docmdp_ok is not True:
        problems.append("something else than a signature was added after the seal")
    elif last.modification_level is None or last.modification_level > ModificationLevel.LTA_UPDATES:
        problems.append("the last signature does not cover what follows it")
    whole = seal.coverage == SignatureCoverageLevel.ENTIRE_FILE
    good = "the seal covers the whole file" if whole else "only signatures and their validation data follow"
    return judged("byte coverage", problems, good, _COVERAGE)


def _identity_unknown(statuses: Sequence[Status]) -> VerificationStep:
    development = DEVELOPMENT_LABEL in statuses[0].signing_cert.subject.human_friendly
    authority = "development CA" if development else "the root came with the file"
    detail = f"self-contained: {authority}, integrity only, not identity (name the root with --root)"
    return not_checked("identity", detail, _CHAIN)


def _name(certificate: Any) -> str:  # noqa: ANN401 - asn1crypto has no types
    subject = certificate.subject.native
    return ", ".join(str(subject[part]) for part in ("common_name", "organization_name") if part in subject)
