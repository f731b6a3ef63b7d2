"""A DSSE envelope and the keys that may have signed it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec

from registry.domain.errors import IntegrityError
from registry.trust.dsse import Envelope, parse_envelope, signed_by, verify_envelope
from registry.trust.statements import STATEMENT_TYPE
from registry.trust.verification.steps import VerificationStep, failed, passed

_DSSE = "DSSE protocol 1.0"


def verify_attestation(data: bytes, keys: Sequence[ec.EllipticCurvePublicKey]) -> list[VerificationStep]:
    """Check an attestation: the envelope, the signature by one of `keys`, and the in-toto statement in it."""
    try:
        envelope = parse_envelope(data)
    except IntegrityError as error:
        return [failed("envelope", str(error), _DSSE)]
    return [_signature(envelope, keys), _statement(envelope.payload)]


def subject_digests(data: bytes) -> set[str]:
    """The digests of what an attestation is about; none when it cannot be read."""
    try:
        statement = json.loads(parse_envelope(data).payload)
        return {f"sha256:{one['digest']['sha256']}" for one in statement["subject"]}
    except (IntegrityError, ValueError, TypeError, KeyError, RecursionError):
        return set()


def _signature(envelope: Envelope, keys: Sequence[ec.EllipticCurvePublicKey]) -> VerificationStep:
    clause = f'{_DSSE}, "Protocol"'
    if not keys:
        return failed("signature", "no public key was given; name one with --key", clause)
    try:
        verify_envelope(envelope, keys)
    except IntegrityError as error:
        return failed("signature", str(error), clause)
    return passed("signature", f"by {', '.join(sorted(signed_by(envelope, keys)))}", clause)


def _statement(payload: bytes) -> VerificationStep:
    clause = "in-toto Statement v1"
    try:
        statement = json.loads(payload)
        kind, predicate = statement["_type"], statement["predicateType"]
        subjects = [
            f"{one.get('name', '')} sha256:{one['digest']['sha256']}".lstrip() for one in statement["subject"]
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return failed("statement", f"it is no statement: {type(error).__name__}: {error}", clause)
    if kind != STATEMENT_TYPE or not subjects:
        return failed("statement", f"its type is {kind!r}, and it has {len(subjects)} subjects", clause)
    return passed("statement", f"{predicate} about {', '.join(subjects)}", clause)
