"""The public keys as a JSON Web Key Set (RFC 7517)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from registry.domain.jose import base64url
from registry.trust.signers import key_id

_COORDINATE_BYTES = 32


def json_web_key(key: ec.EllipticCurvePublicKey, *, chain: Sequence[x509.Certificate] = ()) -> dict[str, Any]:
    """One key (RFC 7518 section 6.2); `chain` begins with the key's own certificate."""
    numbers = key.public_numbers()
    jwk: dict[str, Any] = {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "kid": key_id(key),
        "x": base64url(numbers.x.to_bytes(_COORDINATE_BYTES, "big")).decode(),
        "y": base64url(numbers.y.to_bytes(_COORDINATE_BYTES, "big")).decode(),
    }
    if chain:
        encoded = [certificate.public_bytes(Encoding.DER) for certificate in chain]
        # Certificates are in plain base64 (section 4.7), their thumbprint in base64url (section 4.9).
        jwk["x5c"] = [base64.b64encode(der).decode() for der in encoded]
        jwk["x5t#S256"] = base64url(hashlib.sha256(encoded[0]).digest()).decode()
    return jwk
