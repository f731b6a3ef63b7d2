"""The signature of a policy bundle: one ES256 token (RFC 7515, RFC 7518 section 3.4) over every file's hash.

Format: Open Policy Agent's documentation, "Bundles", section "Signing". The JSON files of our bundles are
written so that the hash of their bytes is also the one that OPA computes from their content. A bundle that
somebody else built may fail here and still be one that OPA accepts.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from registry.domain.errors import IntegrityError
from registry.trust.signers import key_id, verifies

SIGNATURES_FILE = ".signatures.json"
_SIGNATURE_BYTES = 64
_PARTS = 3


def verify_bundle_signature(files: Mapping[str, bytes], keys: Sequence[ec.EllipticCurvePublicKey]) -> str:
    """The id of the key that signed all these files.

    Raises:
        IntegrityError: none of the keys did, or a file was changed, added or taken away.
    """
    token = _token(files)
    signed, signature = _split(token)
    signers = [key for key in keys if verifies(key, signature, signed)]
    if not signers:
        raise IntegrityError("The bundle's signature is by none of the keys given.")
    listed = _listed(signed)
    actual = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != SIGNATURES_FILE
    }
    if different := sorted(name for name in listed.keys() | actual if listed.get(name) != actual.get(name)):
        raise IntegrityError("The bundle is not what was signed.", why=f"{different[0]} differs.")
    return key_id(signers[0])


def _token(files: Mapping[str, bytes]) -> str:
    try:
        (token,) = json.loads(files[SIGNATURES_FILE])["signatures"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IntegrityError(f"The bundle has no {SIGNATURES_FILE} with one signature.") from error
    if not isinstance(token, str):
        raise IntegrityError("The bundle's signature is no token.")
    return token


def _split(token: str) -> tuple[bytes, bytes]:
    """What was signed, and the DER signature."""
    parts = token.encode(errors="replace").split(b".")
    raw = _unbase64(parts[-1])
    # Whatever algorithm the header names, ES256 is the one that is checked (RFC 8725 section 3.1).
    if len(parts) != _PARTS or len(raw) != _SIGNATURE_BYTES:
        raise IntegrityError("The bundle's signature is no ES256 token.")
    middle = _SIGNATURE_BYTES // 2
    r, s = int.from_bytes(raw[:middle], "big"), int.from_bytes(raw[middle:], "big")
    return b".".join(parts[:2]), encode_dss_signature(r, s)


def _listed(signed: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(_unbase64(signed.split(b".")[1]))
        if any(one["algorithm"] != "SHA-256" for one in claims["files"]):
            raise IntegrityError("The bundle's files are hashed by something else than SHA-256.")
        return {one["name"]: one["hash"] for one in claims["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IntegrityError("The bundle's signature lists no files.") from error


def _unbase64(text: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise IntegrityError("The bundle's signature is no ES256 token.") from error
