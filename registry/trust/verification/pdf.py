"""A PDF as a whole: its seal, and what is attached to it."""

from __future__ import annotations

from registry.domain.errors import IntegrityError
from registry.trust.verification.attachments import read_attachments, verify_attachments
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.sealed_pdf import verify_seal
from registry.trust.verification.steps import VerificationStep, failed


def verify_pdf(pdf: bytes, context: VerifierContext) -> list[VerificationStep]:
    """Check the seal, then the attachments; those of a file that cannot be read are a failure."""
    steps = verify_seal(pdf, roots=context.roots, moment=context.moment)
    try:
        attachments = read_attachments(pdf)
    except IntegrityError as error:
        return [*steps, failed("attachments", str(error), "ISO 19005-3 clause 6.8")]
    return steps + verify_attachments(attachments)
