"""The signature of a bundle, `.signatures.json`, as OPA verifies it: one ES256 JWT over every file's hash.

OPA's documentation, "Bundles", section "Signing", has the format; RFC 7515 the token, RFC 7518 §3.4 ES256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Protocol

from registry.domain.canonical import canonical_json
from registry.domain.jose import base64url, es256_signature

SCOPE = "modelwarden"
"""OPA takes a bundle only if its signature names the scope that OPA was configured with."""


class BundleSigner(Protocol):
    """What a bundle is signed with, wherever the private key is; OPA finds the public half by `kid`."""

    @property
    def kid(self) -> str:
        """The name of the key."""

    def sign(self, data: bytes) -> bytes:
        """The DER signature of `data`: ECDSA on P-256 with SHA-256."""


def hashable_json(value: object) -> bytes:
    """JSON bytes whose SHA-256 is also what OPA computes for a JSON file of a bundle.

    OPA parses `data.json` and `.manifest` and hashes Go's encoding of them with sorted keys. That is
    RFC 8785 but for two line separators, which Go escapes. A text where the two still differed would be
    refused by OPA as tampered with, never let through.
    """
    return canonical_json(value).replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


def sign_files(files: Mapping[str, bytes], signer: BundleSigner) -> bytes:
    """The bytes of `.signatures.json` for these files; JSON among them comes from `hashable_json`.

    A signer with deterministic signatures (RFC 6979) gives the same bytes for the same files.

    Raises:
        ValueError: the signer's key is not on P-256, the only curve of ES256.
    """
    listed = [
        {"algorithm": "SHA-256", "hash": hashlib.sha256(files[name]).hexdigest(), "name": name}
        for name in sorted(files)
    ]
    header = {"alg": "ES256", "kid": signer.kid, "typ": "JWT"}
    payload = {"files": listed, "keyid": signer.kid, "scope": SCOPE}
    signed = b".".join((base64url(canonical_json(header)), base64url(canonical_json(payload))))
    token = b".".join((signed, base64url(es256_signature(signer.sign(signed)))))
    return canonical_json({"signatures": [token.decode()]})
