"""The signature of a bundle, `.signatures.json`, as OPA verifies it: one ES256 JWT over every file's hash.

OPA's documentation, "Bundles", section "Signing", has the format; RFC 7515 the token, RFC 7518 §3.4 ES256.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from registry.domain.canonical import canonical_json

SCOPE = "modelwarden"
"""OPA takes a bundle only if its signature names the scope that OPA was configured with."""

_COORDINATE_BYTES = 32


def hashable_json(value: object) -> bytes:
    """JSON bytes whose SHA-256 is also what OPA computes for a JSON file of a bundle.

    OPA parses `data.json` and `.manifest` and hashes Go's encoding of them with sorted keys. That is
    RFC 8785 but for two line separators, which Go escapes. A text where the two still differed would be
    refused by OPA as tampered with, never let through.
    """
    return canonical_json(value).replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


def sign_files(files: Mapping[str, bytes], key: ec.EllipticCurvePrivateKey, key_id: str) -> bytes:
    """The bytes of `.signatures.json` for these files; JSON among them comes from `hashable_json`.

    The signature is deterministic (RFC 6979), so that the same files and key give the same bytes.

    Raises:
        ValueError: the key is not on P-256, the only curve of ES256.
    """
    if not isinstance(key.curve, ec.SECP256R1):
        msg = f"ES256 needs a key on P-256, not on {key.curve.name}"
        raise ValueError(msg)  # noqa: TRY004 - the type is right and its value is not
    listed = [
        {"algorithm": "SHA-256", "hash": hashlib.sha256(files[name]).hexdigest(), "name": name}
        for name in sorted(files)
    ]
    header = {"alg": "ES256", "kid": key_id, "typ": "JWT"}
    payload = {"files": listed, "keyid": key_id, "scope": SCOPE}
    signed = b".".join((_base64url(canonical_json(header)), _base64url(canonical_json(payload))))
    token = b".".join((signed, _base64url(_es256(key, signed))))
    return canonical_json({"signatures": [token.decode()]})


def _es256(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    signature = key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(signature)
    return r.to_bytes(_COORDINATE_BYTES) + s.to_bytes(_COORDINATE_BYTES)


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
