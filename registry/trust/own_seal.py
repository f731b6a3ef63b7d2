"""A seal certificate of one's own, and a timestamp authority: read from the files that an operator names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12

from registry.domain.errors import SigningError
from registry.trust.key_files import refuse_if_open_to_others
from registry.trust.keys import OwnSeal, SealIdentity
from registry.trust.pdf import TimestampAuthority
from registry.trust.signers import FileSigner

_LIST = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----\s*", re.DOTALL)
_LONGEST_CHAIN = 8


def read_own_seal(path: Path, password: str | None, crls: Path | None) -> OwnSeal:
    """The signer and the identity in a PKCS #12 file (RFC 7292), with its authorities' revocation lists.

    Args:
        path: the file; nobody else may read it.
        password: of the file.
        crls: a PEM file with one list for each authority above the certificate, the root included.

    Raises:
        SigningError: something is missing, damaged, of another kind, or does not belong together.
    """
    refuse_if_open_to_others(path)
    content = _read(path)
    try:
        store = load_pkcs12(content, password.encode() if password else None)
    except ValueError as error:
        raise _refused(path, f"It is no PKCS #12 file, or the password is another one ({error}).") from error
    key, certificate = _pair(path, store)
    authorities = _authorities(path, certificate, [one.certificate for one in store.additional_certs])
    lists = tuple(_list_of(crls, authority) for authority in authorities)
    return OwnSeal(FileSigner(key), SealIdentity(certificate, authorities, lists))


def read_timestamp_authority(url: str, roots: Path | None, crls: Path | None) -> TimestampAuthority:
    """The timestamp authority at `url`, with what is needed to believe it; raises `SigningError`."""
    if roots is None or crls is None:
        raise SigningError(
            "The timestamp authority cannot be believed.",
            why="Its root certificates and revocation lists are both needed, and not both are named.",
            remedy="Set MODELWARDEN_TIMESTAMP_ROOTS and MODELWARDEN_TIMESTAMP_CRLS to PEM files.",
        )
    try:
        trusted = tuple(x509.load_pem_x509_certificates(_read(roots)))
    except ValueError as error:
        raise _refused(roots, f"It holds no PEM certificate ({error}).") from error
    return TimestampAuthority(url, trusted, tuple(one.public_bytes(Encoding.DER) for one in _lists(crls)))


def _pair(path: Path, store: PKCS12KeyAndCertificates) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    if store.key is None or store.cert is None:
        raise _refused(path, "It does not hold both a private key and its certificate.")
    if not isinstance(store.key, ec.EllipticCurvePrivateKey) or not isinstance(store.key.curve, ec.SECP256R1):
        raise _refused(path, "Its key is not on the curve P-256, which every signature here is made with.")
    return store.key, store.cert.certificate


def _authorities(
    path: Path, certificate: x509.Certificate, others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The certificates above, from the issuer up to a root that issued itself."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.subject != current.issuer and len(chain) < _LONGEST_CHAIN:
        issuer = next((one for one in others if _issued(one, current)), None)
        if issuer is None:
            raise _refused(path, f"The certificate of {current.issuer.rfc4514_string()} is not in it.")
        chain.append(issuer)
        current = issuer
    if not chain:
        raise _refused(path, "Its certificate was issued by itself, so nobody vouches for it.")
    return tuple(chain)


def _issued(issuer: x509.Certificate, child: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _list_of(path: Path | None, authority: x509.Certificate) -> x509.CertificateRevocationList:
    name = authority.subject.rfc4514_string()
    if path is not None:
        for one in _lists(path):
            if one.issuer == authority.subject and one.is_signature_valid(authority.public_key()):  # type: ignore[arg-type] # A wrong kind is no valid signature.
                return one
    raise SigningError(
        f"There is no revocation list of {name}.",
        why="A seal carries the lists of all its authorities, so that it can be checked years later.",
        remedy="Put the list into the PEM file that MODELWARDEN_SEAL_CRLS names, one list after the other.",
    )


def _lists(path: Path) -> list[x509.CertificateRevocationList]:
    try:
        found = [x509.load_pem_x509_crl(one) for one in _LIST.findall(_read(path))]
    except ValueError as error:
        raise _refused(path, f"It is no PEM revocation list ({error}).") from error
    if not found:
        raise _refused(path, "It holds no PEM revocation list.")
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, f"It cannot be read: {error.strerror}.") from error


def _refused(path: Path, why: str) -> SigningError:
    return SigningError(
        f"The file {path} cannot be used for seals.",
        why=why,
        remedy="Compare it with docs/how-to/production.md, which says what it must hold.",
    )
