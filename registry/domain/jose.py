"""Bytes as JSON Web tokens carry them (RFC 7515, RFC 7518)."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_SCALAR_BYTES = 32


def base64url(data: bytes) -> bytes:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def es256_signature(der: bytes) -> bytes:
    """A DER signature by a P-256 key as ES256 has it: r and s, 32 bytes each (RFC 7518 section 3.4).

    Raises:
        ValueError: it was made on a larger curve.
    """
    r, s = decode_dss_signature(der)
    if max(r, s).bit_length() > _SCALAR_BYTES * 8:
        msg = "ES256 needs a key on P-256"
        raise ValueError(msg)
    return r.to_bytes(_SCALAR_BYTES, "big") + s.to_bytes(_SCALAR_BYTES, "big")
