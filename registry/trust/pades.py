"""pyHanko with two things ours: the key stays behind our `Signer`, and the time comes in from outside."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from registry.domain.errors import SigningError
from registry.trust.signers import Signer

DIGEST_ALGORITHM = "sha256"

# It warns on every seal that revocation lists will not be fetched. That is meant: we bring them with us.
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)


def as_asn1(certificates: Iterable[x509.Certificate]) -> list[Any]:
    """The same certificates as asn1crypto's objects, which pyHanko works with."""
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)
    return list(load_certs_from_pemder_data(pem))


class DelegatingCmsSigner(CmsSigner):
    """Builds the CMS structure and asks our signer for the signature itself."""

    def __init__(
        self, signer: Signer, certificate: x509.Certificate, authorities: Iterable[x509.Certificate]
    ) -> None:
        certificates = as_asn1([certificate, *authorities])
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko does not annotate it.
        store.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=store)
        self._signer = signer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Sign; a dry run signs too, because it is quick and its length is then the real one."""
        del dry_run
        if digest_algorithm != DIGEST_ALGORITHM:
            raise SigningError(f"The seal signs SHA-256 and not {digest_algorithm}.")
        return self._signer.sign(data)


class ClockedPdfSigner(PdfSigner):
    """Writes the time that it is given, in UTC. pyHanko alone would write the machine's local time."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: CmsSigner,
        moment: datetime,
        timestamper: TimeStamper | None,
    ) -> None:
        super().__init__(metadata, signer, timestamper=timestamper)
        self._moment = moment.astimezone(UTC)

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._moment
        return session
