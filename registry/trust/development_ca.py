"""The development certificate authority: root, issuing authority, seal certificate, revocation lists.

It proves that a file has not changed since it was sealed. It proves nothing about who sealed it, and says so
in the organisation's name. Profile: RFC 5280. The seal's key usage (digitalSignature, contentCommitment) and
extended key usage (emailProtection beside documentSigning, RFC 9336) are those that PDF readers accept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

DEVELOPMENT_LABEL = "DEVELOPMENT - NOT FOR PRODUCTION"

_YEAR = timedelta(days=365)
_LIFETIMES = {"root": 20 * _YEAR, "issuing": 10 * _YEAR, "seal": 2 * _YEAR}
# Two clocks that disagree by less than this still find the new certificates valid.
_CLOCK_TOLERANCE = timedelta(minutes=5)
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class DevelopmentAuthority:
    """Fresh keys and certificates. The lists revoke nothing; they let a verifier insist on having them."""

    root_key: ec.EllipticCurvePrivateKey
    issuing_key: ec.EllipticCurvePrivateKey
    seal_key: ec.EllipticCurvePrivateKey
    root: x509.Certificate
    issuing: x509.Certificate
    seal: x509.Certificate
    root_crl: x509.CertificateRevocationList
    issuing_crl: x509.CertificateRevocationList


def create_authority(now: datetime) -> DevelopmentAuthority:
    """Make the whole authority, valid from `now` (aware)."""
    root_key, issuing_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _authority(root_key.public_key(), "root", None, root_key, now)
    issuing = _authority(issuing_key.public_key(), "issuing", root, root_key, now)
    return DevelopmentAuthority(
        root_key,
        issuing_key,
        seal_key,
        root,
        issuing,
        _seal_certificate(seal_key.public_key(), issuing, issuing_key, now),
        _empty_list(root, root_key, now),
        _empty_list(issuing, issuing_key, now),
    )


def is_development(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that it is for development only."""
    organisations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(DEVELOPMENT_LABEL in str(attribute.value) for attribute in organisations)


def _name(role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Modelwarden {DEVELOPMENT_LABEL}"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Modelwarden {role} (development)"),
        ]
    )


def _authority(
    key: ec.EllipticCurvePublicKey,
    role: str,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    path_length = 1 if issuer is None else 0
    builder = (
        _certificate(key, role, issuer, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
    )
    return _signed(builder, issuer, issuer_key)


def _seal_certificate(
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING])
    builder = (
        _certificate(key, "seal", issuer, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(usages, critical=False)
    )
    return _signed(builder, issuer, issuer_key)


def _certificate(
    key: ec.EllipticCurvePublicKey, role: str, issuer: x509.Certificate | None, now: datetime
) -> x509.CertificateBuilder:
    name = _name(role)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_TOLERANCE)
        .not_valid_after(now + _LIFETIMES[role])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _signed(
    builder: x509.CertificateBuilder, issuer: x509.Certificate | None, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    if issuer is not None:
        builder = builder.add_extension(_authority_key(issuer), critical=False)
    return builder.sign(issuer_key, SHA256())


def _empty_list(
    issuer: x509.Certificate, issuer_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateRevocationList:
    """A list without entries that lasts as long as the seal: nobody serves newer ones for development."""
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now - _CLOCK_TOLERANCE)
        .next_update(now + _LIFETIMES["seal"])
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_authority_key(issuer), critical=False)
        .sign(issuer_key, SHA256())
    )


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _key_usage(*uses: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{use: use in uses for use in every})
