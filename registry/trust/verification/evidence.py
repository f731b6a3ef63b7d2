"""An evidence document on its own: its name is the SHA-256 of its bytes, its shape the published one."""

from __future__ import annotations

import re

from registry.contract.evidence import EvidenceDocument
from registry.domain.canonical import digest_bytes, hex_of
from registry.domain.errors import IntegrityError
from registry.trust.verification.documents import CANONICAL_CLAUSE, read_canonical, schema_problems
from registry.trust.verification.steps import VerificationStep, failed, judged, passed

# As a file of `evidence/`, or flattened as an attachment of a PDF.
EVIDENCE_NAME = re.compile(r"(?:evidence-)?([0-9a-f]{64})\.json")
_SCHEMA = "modelwarden.evidence/v1"


def verify_evidence(name: str, data: bytes) -> list[VerificationStep]:
    """Check one evidence file by its name and its bytes."""
    return [_named_by_digest(name, data), _canonical(data), _shaped(data)]


def _named_by_digest(name: str, data: bytes) -> VerificationStep:
    found = EVIDENCE_NAME.fullmatch(name)
    actual = hex_of(digest_bytes(data))
    if found is None:
        problem = f"{name!r} is not named by a digest; its bytes have {actual}"
    else:
        problem = "" if found[1] == actual else f"it is named {found[1]}, and its bytes have {actual}"
    return judged("digest", [problem] if problem else [], f"sha256:{actual}", "FIPS 180-4")


def _canonical(data: bytes) -> VerificationStep:
    try:
        read_canonical(data)
    except IntegrityError as error:
        return failed("canonical form", str(error), CANONICAL_CLAUSE)
    return passed("canonical form", f"{len(data)} bytes", CANONICAL_CLAUSE)


def _shaped(data: bytes) -> VerificationStep:
    return judged("schema", schema_problems(EvidenceDocument, data), "every field as published", _SCHEMA)
