"""Sealing PDFs: a PAdES certification signature (ETSI EN 319 142-1) that keeps PDF/A-3 and PDF/UA-1.

Without a timestamp authority the level is B-B, with the revocation lists inside the signed revision, so that
one signature covers every byte of the file. With one it is B-LT, or B-LTA for what outlives its certificate.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from registry.domain.clock import rfc3339
from registry.domain.errors import SigningError
from registry.trust.keys import KeyStore, SealIdentity
from registry.trust.pades import DIGEST_ALGORITHM, ClockedPdfSigner, DelegatingCmsSigner, as_asn1
from registry.trust.signers import KeyPurpose

SEAL_FIELD = "ModelwardenSeal"
_TIMESTAMP_TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """An RFC 3161 service, and what is needed to believe it: root certificates and revocation lists (DER).

    `archival` adds a document timestamp over everything (B-LTA).
    """

    url: str
    trust_roots: tuple[x509.Certificate, ...]
    crls: tuple[bytes, ...]
    archival: bool = False


def seal_pdf(
    pdf: bytes,
    keystore: KeyStore,
    *,
    reason: str,
    signed_at: datetime | None = None,
    timestamps: TimestampAuthority | None = None,
) -> bytes:
    """Seal a PDF; `signed_at` (aware) is the time that the seal claims, by default now.

    The signature field is invisible, because a visible one breaks PDF/UA-1 (ISO 14289-1 clause 7.18.4).
    Afterwards only signatures and form entries may be added (DocMDP 2, ISO 32000-1 clause 12.8.2.2).
    This runs an event loop of its own: call it from a thread that has none.

    Raises:
        SigningError: the file is no PDF, or is sealed already, or the certificate or the timestamps fail.
    """
    moment = signed_at or datetime.now(UTC)
    _refuse_outside_validity(keystore.seal, moment)
    writer = IncrementalPdfFileWriter(io.BytesIO(rewrite(pdf)))
    try:
        return bytes(_signer(keystore, reason, moment, timestamps).sign_pdf(writer).getvalue())
    except (PdfError, PathError, ValidationError, OSError, ValueError) as error:
        raise SigningError(
            "The PDF was not sealed.",
            why=f"{type(error).__name__}: {error}",
            remedy="A file is sealed once. Check the seal certificate's dates and the timestamp authority.",
        ) from error


def rewrite(pdf: bytes) -> bytes:
    """The same document with its objects packed anew; equal input gives equal output.

    WeasyPrint puts all objects into one stream, and then checking what was added later takes minutes.

    Raises:
        SigningError: it is no PDF.
    """
    target = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise SigningError(
            "That is no PDF that can be sealed.", why=f"{error}.", remedy="Render it again."
        ) from error
    return target.getvalue()


def _signer(
    keystore: KeyStore, reason: str, moment: datetime, timestamps: TimestampAuthority | None
) -> ClockedPdfSigner:
    seal = keystore.seal
    placement = SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
    if timestamps is not None:
        placement = SigDSSPlacementPreference.TOGETHER_WITH_NEXT_TS
    metadata = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm=DIGEST_ALGORITHM,
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=True,
        validation_context=_validation_context(seal, moment, timestamps),
        use_pades_lta=timestamps is not None and timestamps.archival,
        dss_settings=DSSContentSettings(include_vri=False, placement=placement),
    )
    cms_signer = DelegatingCmsSigner(keystore.signer(KeyPurpose.SEAL), seal.certificate, seal.authorities)
    timestamper = None
    if timestamps is not None:
        timestamper = RequestsHTTPTimeStamper(  # type: ignore[no-untyped-call] # pyHanko does not annotate it.
            timestamps.url, timeout=_TIMESTAMP_TIMEOUT_SECONDS
        )
    return ClockedPdfSigner(metadata, cms_signer, moment, timestamper)


def _validation_context(
    seal: SealIdentity, moment: datetime, timestamps: TimestampAuthority | None
) -> ValidationContext:
    """Everything needed to check the seal later. `require`: without revocation lists there is no seal."""
    roots = [seal.root]
    crls = [crl.public_bytes(Encoding.DER) for crl in seal.crls]
    if timestamps is not None:
        roots.extend(timestamps.trust_roots)
        crls.extend(timestamps.crls)
    return ValidationContext(
        trust_roots=as_asn1(roots),
        other_certs=as_asn1(seal.authorities),
        crls=crls,
        revocation_mode="require",
        # An authority's timestamp is of the real present, so only a seal without one can be of another time.
        moment=moment if timestamps is None else None,
    )


def _refuse_outside_validity(seal: SealIdentity, moment: datetime) -> None:
    begins, ends = seal.certificate.not_valid_before_utc, seal.certificate.not_valid_after_utc
    if not begins <= moment <= ends:
        raise SigningError(
            f"The seal certificate is not valid at {rfc3339(moment)}.",
            why=f"It is valid from {rfc3339(begins)} to {rfc3339(ends)}.",
            remedy="Check the clock; if the certificate has run out, make new keys in a new directory.",
        )
