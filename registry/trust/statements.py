"""In-toto statements (Statement v1): what we attest about a version, as plain JSON ready to be signed.

Pure functions from plain documents, so that anybody can rebuild a statement and compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.domain.canonical import canonical_json, digest_json, hex_of

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
SUMMARY_TYPE = "https://slsa.dev/verification_summary/v1"
# URNs: nobody can buy the domain under them later and say something else there.
EVIDENCE_TYPE = "urn:modelwarden:attestation:evidence:v1"
REVIEW_TYPE = "urn:modelwarden:attestation:review:v1"
_DECISION_FIELD = "urn:modelwarden:attestation:decision"
_ALLOWED_LEVEL = "MODELWARDEN_GATE_ALLOWED"
_SLSA_VERSION = "1.2"

Json = dict[str, Any]


def promotion_statement(
    decision: Mapping[str, Any], provenance: Mapping[str, Any], *, verifier: str, registry_version: str
) -> Json:
    """A SLSA verification summary of one decision document (`modelwarden.decision/v1`) and its provenance.

    `verifier` is the URI of the installation. The resource names the version and where it was to go, so that
    a summary for one environment cannot be shown for another (section "resourceUri" of the specification).
    """
    target = decision["target"]
    passed = decision["allow"] is True
    predicate = {
        "verifier": {
            "id": verifier,
            "version": {"modelwarden": registry_version, "opa": provenance["opa_version"]},
        },
        "timeVerified": decision["evaluated_at"],
        "resourceUri": resource_uri(verifier, target),
        "policy": {
            "uri": f"{verifier}/policies/{provenance['policy_revision']}",
            "digest": _digest_set(provenance["bundle_sha256"]),
        },
        "inputAttestations": [
            {"uri": f"{verifier}/evidence/{digest}", "digest": _digest_set(digest)}
            for digest in decision["evidence_used"]
        ],
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": [_ALLOWED_LEVEL if passed else "FAILED"],
        "slsaVersion": _SLSA_VERSION,
        _DECISION_FIELD: {
            "outcome": decision["outcome"],
            "inputDigest": _digest_set(provenance["input_digest"]),
            "decisionDigest": _digest_set(provenance["decision_digest"]),
        },
    }
    return _statement(_version_name(target), target["digest"], SUMMARY_TYPE, predicate)


def evidence_statement(document: Mapping[str, Any]) -> Json:
    """Who produced an evidence document (`modelwarden.evidence/v1`), about which version, and how."""
    subject = document["subject"]
    predicate = {
        "evidence": {"kind": document["kind"], "digest": _digest_set(digest_json(dict(document)))},
        "assurance": document["assurance"],
        "method": document["method"],
        "inputs": [
            {"name": source["name"], "digest": _digest_set(source["sha256"])} for source in document["inputs"]
        ],
        "producedBy": document["produced_by"],
        "producedAt": document["produced_at"],
    }
    return _statement(_version_name(subject), subject["version_digest"], EVIDENCE_TYPE, predicate)


def review_statement(  # noqa: PLR0913 - a signature names everything that it is bound to
    *,
    promotion: str,
    reviewer: Mapping[str, str],
    verdict: str,
    meaning: str,
    comment: str,
    version_digest: str,
    evidence_digests: Sequence[str],
    policy_revision: str,
    decision_digest: str,
    signed_at: str,
) -> Json:
    """A review, bound to what its reviewer saw: version, evidence, policy and decision.

    It names the person, the time and the meaning of the signature, as 21 CFR 11.50(a) asks.
    """
    predicate = {
        "promotion": promotion,
        "reviewer": dict(reviewer),
        "verdict": verdict,
        "meaning": meaning,
        "comment": comment,
        "evidence": [_digest_set(digest) for digest in sorted(evidence_digests)],
        "policyRevision": policy_revision,
        "decision": _digest_set(decision_digest),
        "signedAt": signed_at,
    }
    return _statement("model version", version_digest, REVIEW_TYPE, predicate)


def decision_digest_of(statement: Mapping[str, Any]) -> str:
    """The digest of the decision that a promotion statement rests on."""
    digest: str = statement["predicate"][_DECISION_FIELD]["decisionDigest"]["sha256"]
    return f"sha256:{digest}"


def resource_uri(verifier: str, target: Mapping[str, Any]) -> str:
    """The URI of a version in an environment: what a verifier must compare."""
    version = f"{verifier}/models/{target['model']}/versions/{target['version']}"
    return f"{version}/environments/{target['environment']}"


def statement_bytes(statement: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a statement: encode once, sign and store exactly these."""
    return canonical_json(dict(statement))


def _statement(name: str, digest: str, predicate_type: str, predicate: Json) -> Json:
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": _digest_set(digest)}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def _version_name(target: Mapping[str, Any]) -> str:
    return f"{target['model']}/{target['version']}"


def _digest_set(digest: str) -> dict[str, str]:
    return {"sha256": hex_of(digest)}
