"""What signs: ECDSA on P-256 with SHA-256 (FIPS 186-5), one key per purpose, named by its digest."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from registry.domain.canonical import digest_bytes
from registry.domain.errors import SigningError


class KeyPurpose(StrEnum):
    """What a key is for. Keys are never shared between purposes, so one signature cannot pass for another."""

    SEAL = "seal"
    ATTESTATION = "attestation"
    BUNDLE = "bundle"


class Signer(Protocol):
    """Something that holds a private key: a file today, a smart card or a key service elsewhere."""

    @property
    def kid(self) -> str:
        """`sha256:<hex>` of the DER SubjectPublicKeyInfo."""

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """The DER `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3) over the SHA-256 of `data`."""


class FileSigner:
    """A signer whose private key was read from a file. It implements `Signer`.

    `before_signing` looks whether it still may, and raises `SigningError` if not.
    """

    def __init__(
        self, private_key: ec.EllipticCurvePrivateKey, *, before_signing: Callable[[], None] = lambda: None
    ) -> None:
        self._private_key = private_key
        self._before_signing = before_signing
        self.public_key = private_key.public_key()
        self.kid = key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        self._before_signing()
        # RFC 6979 nonces: a weak random generator cannot leak the key, and the same bytes sign the same way.
        return self._private_key.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))


def key_id(public_key: ec.EllipticCurvePublicKey) -> str:
    """The name of a key: `sha256:<hex>` of its DER SubjectPublicKeyInfo."""
    return digest_bytes(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def public_pem(public_key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key as PEM, as `openssl` reads it."""
    return public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_public_key(pem: bytes) -> ec.EllipticCurvePublicKey:
    """Read a PEM public key; raises `SigningError` unless it is on P-256."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise SigningError(
            "That is no public key.",
            why=f"{error}.",
            remedy="Give a PEM file that begins with BEGIN PUBLIC KEY.",
        ) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SigningError(
            "That public key is of another kind.", why="Every signature here is ECDSA on the curve P-256."
        )
    return key


def verifies(public_key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` (DER) is of `data` by this key."""
    try:
        public_key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
