"""Dead Simple Signing Envelopes, protocol 1.0 (secure-systems-lab/dsse), with ECDSA on P-256.

What is signed is the payload's exact bytes together with its type, so checking needs no canonical form.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from registry.domain.canonical import canonical_json
from registry.domain.errors import IntegrityError
from registry.trust.signers import Signer, key_id, verifies

IN_TOTO_PAYLOAD = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A decoded envelope. Nothing in it is to be believed before `verify_envelope` has said so."""

    payload_type: str
    payload: bytes
    signatures: tuple[bytes, ...]


class StatementSigner:
    """A signer for in-toto statements: canonical bytes in, envelope out. It implements `Signer`, too."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.kid = signer.kid
        self.public_key = signer.public_key

    def sign(self, data: bytes) -> bytes:
        return self._signer.sign(data)

    def sign_statement(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        """The envelope as a JSON object; its payload is the statement's canonical bytes."""
        envelope: dict[str, Any] = json.loads(sign_envelope(canonical_json(dict(statement)), self._signer))
        return envelope


def sign_envelope(payload: bytes, signer: Signer, *, payload_type: str = IN_TOTO_PAYLOAD) -> bytes:
    """Sign a payload; returns the envelope as canonical JSON."""
    signature = signer.sign(pre_authentication_encoding(payload_type, payload))
    return canonical_json(
        {
            "payload": _base64(payload),
            "payloadType": payload_type,
            "signatures": [{"keyid": signer.kid, "sig": _base64(signature)}],
        }
    )


def verify_envelope(
    envelope: Envelope,
    keys: Sequence[ec.EllipticCurvePublicKey],
    *,
    payload_type: str = IN_TOTO_PAYLOAD,
    threshold: int = 1,
) -> bytes:
    """The payload, once `threshold` different keys of `keys` have signed it.

    The key id in an envelope is not signed, so it decides nothing: every key is tried.

    Raises:
        IntegrityError: the payload is of another type, or too few of the keys have signed it.
    """
    if envelope.payload_type != payload_type:
        raise IntegrityError(
            f"The envelope holds {envelope.payload_type!r}.", why=f"{payload_type!r} was expected."
        )
    accepted = signed_by(envelope, keys)
    if not 0 < threshold <= len(accepted):
        raise IntegrityError(
            "The envelope's signature does not verify.",
            why=f"{len(accepted)} of the {len(keys)} keys given have signed it, and {threshold} must.",
            remedy="Check that the key is the signer's; if it is, the envelope was changed.",
        )
    return envelope.payload


def signed_by(envelope: Envelope, keys: Sequence[ec.EllipticCurvePublicKey]) -> set[str]:
    """The ids of those of `keys` that have signed the envelope."""
    signed = pre_authentication_encoding(envelope.payload_type, envelope.payload)
    return {key_id(key) for key in keys for one in envelope.signatures if verifies(key, one, signed)}


def parse_envelope(data: bytes) -> Envelope:
    """Decode an envelope, in either base64 alphabet; raises `IntegrityError` when it is none."""
    try:
        document = json.loads(data)
        payload = _unbase64(document["payload"])
        signatures = tuple(_unbase64(one["sig"]) for one in document["signatures"])
        payload_type = document["payloadType"]
        pre_authentication_encoding(str(payload_type), b"")  # Half a character has no bytes to sign.
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _malformed(f"{type(error).__name__}: {error}") from error
    if not isinstance(payload_type, str) or not signatures:
        raise _malformed("It names no type, or has no signature.")
    return Envelope(payload_type, payload, signatures)


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """PAE of the protocol's "Signature Definition": what is really signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: Any) -> bytes:  # noqa: ANN401 - it comes from outside
    if not isinstance(text, str):
        raise TypeError("not a string")
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _malformed(why: str) -> IntegrityError:
    return IntegrityError("That is no DSSE envelope.", why=why)
