"""In-toto statements, against the field lists of Statement v1 and of SLSA's verification summary v1."""

from __future__ import annotations

import json

import pytest

from registry.domain.canonical import digest_bytes
from registry.trust.statements import (
    evidence_statement,
    promotion_statement,
    resource_uri,
    review_statement,
    statement_bytes,
)
from tests.trust.documents import NOW, REVISION, VERSION_DIGEST, Case

VERIFIER = "https://registry.example"


@pytest.fixture
def summary(case: Case) -> dict[str, object]:
    decision, provenance = json.loads(case.decision), json.loads(case.provenance)
    return promotion_statement(decision, provenance, verifier=VERIFIER, registry_version="0.1.0")


def test_a_summary_has_what_the_specification_requires(summary: dict[str, object], case: Case) -> None:
    assert summary["_type"] == "https://in-toto.io/Statement/v1"
    assert summary["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert summary["subject"] == [{"name": "credit/2", "digest": {"sha256": "1a" * 32}}]
    predicate = summary["predicate"]
    assert isinstance(predicate, dict)
    assert predicate["verifier"]["id"] == VERIFIER
    assert predicate["timeVerified"] == NOW
    assert predicate["resourceUri"] == (
        "https://registry.example/models/credit/versions/2/environments/production"
    )
    assert predicate["policy"] == {
        "uri": f"{VERIFIER}/policies/{REVISION}",
        "digest": {"sha256": digest_bytes(b"the bundle")[7:]},
    }
    assert {one["digest"]["sha256"] for one in predicate["inputAttestations"]} == {
        digest[7:] for digest in case.evidence
    }
    assert predicate["verificationResult"] == "PASSED"
    # "MUST NOT use custom values starting with SLSA_"
    assert predicate["verifiedLevels"] == ["MODELWARDEN_GATE_ALLOWED"]


@pytest.mark.parametrize("outcome", ["deny", "needs_approval", "error"])
def test_whatever_is_not_allowed_has_failed(case: Case, outcome: str) -> None:
    decision = {**json.loads(case.decision), "allow": False, "outcome": outcome}
    provenance = json.loads(case.provenance)
    statement = promotion_statement(decision, provenance, verifier=VERIFIER, registry_version="0.1.0")
    assert statement["predicate"]["verificationResult"] == "FAILED"
    assert statement["predicate"]["verifiedLevels"] == ["FAILED"]


def test_a_truthy_word_is_no_permission(case: Case) -> None:
    decision = {**json.loads(case.decision), "allow": "yes"}
    provenance = json.loads(case.provenance)
    statement = promotion_statement(decision, provenance, verifier=VERIFIER, registry_version="0.1.0")
    assert statement["predicate"]["verificationResult"] == "FAILED"


def test_extension_fields_are_named_by_a_uri(summary: dict[str, object]) -> None:
    predicate = summary["predicate"]
    assert isinstance(predicate, dict)
    specified = {
        "verifier",
        "timeVerified",
        "resourceUri",
        "policy",
        "inputAttestations",
        "verificationResult",
        "verifiedLevels",
        "dependencyLevels",
        "slsaVersion",
    }
    assert all(":" in name for name in set(predicate) - specified)
    assert len(set(predicate) - specified) == 1


def test_the_resource_differs_by_environment() -> None:
    target = {"model": "credit", "version": 2, "environment": "staging"}
    assert resource_uri(VERIFIER, target) != resource_uri(VERIFIER, {**target, "environment": "production"})


def test_an_evidence_statement_names_the_stored_bytes_by_their_digest(case: Case) -> None:
    digest, data = next(iter(case.evidence.items()))
    statement = evidence_statement(json.loads(data))
    assert statement["subject"][0]["digest"] == {"sha256": VERSION_DIGEST[7:]}
    assert statement["predicate"]["evidence"]["digest"] == {"sha256": digest[7:]}
    assert statement["predicate"]["assurance"] == "recomputed"


def test_a_review_names_person_time_and_meaning_and_what_it_is_bound_to() -> None:
    statement = review_statement(
        promotion="p1",
        reviewer={"username": "rita", "display_name": "Rita Risk", "role": "risk_reviewer"},
        verdict="approve",
        meaning="I accept the residual risk.",
        comment="",
        version_digest=VERSION_DIGEST,
        evidence_digests=["sha256:" + "f" * 64, "sha256:" + "0" * 64],
        policy_revision=REVISION,
        decision_digest="sha256:" + "d" * 64,
        signed_at=NOW,
    )
    assert statement["subject"][0]["digest"] == {"sha256": VERSION_DIGEST[7:]}
    assert statement["predicate"] == {
        "promotion": "p1",
        "reviewer": {"username": "rita", "display_name": "Rita Risk", "role": "risk_reviewer"},
        "verdict": "approve",
        "meaning": "I accept the residual risk.",
        "comment": "",
        "evidence": [{"sha256": "0" * 64}, {"sha256": "f" * 64}],
        "policyRevision": REVISION,
        "decision": {"sha256": "d" * 64},
        "signedAt": NOW,
    }


def test_statements_are_encoded_once_and_canonically() -> None:
    assert statement_bytes({"b": [1.0], "a": "é"}) == '{"a":"é","b":[1]}'.encode()
