"""What was taken away from a directory is missed: attestations of evidence, reviews and promotions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.keys import KeyStore
from registry.trust.statements import review_statement
from registry.trust.verification.attested import read_attested, verify_attested, verify_promotions
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.decision_log import read_decision_log
from registry.trust.verification.dossier import verify_dossier
from registry.trust.verification.steps import Verdict
from tests.trust.directory import Dossier, write_dossier
from tests.trust.documents import DECISION_ID, REQUEST_ID, REVISION, VERSION_DIGEST, applied_event

EVIDENCE = ["sha256:" + "5e" * 32, "sha256:" + "4d" * 32]
REVIEW = {
    "reviewer": "rita",
    "role": "risk_reviewer",
    "verdict": "approve",
    "meaning": "I looked at it.",
    "version_digest": VERSION_DIGEST,
    "evidence_digests": EVIDENCE,
    "policy_revision": REVISION,
    "signed_at": "2026-11-21T09:00:00.000Z",
    "standing": True,
}


def _signed(keystore: KeyStore) -> bytes:
    statement = review_statement(
        promotion=REQUEST_ID,
        reviewer={"username": "rita", "display_name": "Rita Risk", "role": "risk_reviewer"},
        verdict="approve",
        meaning="I looked at it.",
        comment="",
        version_digest=VERSION_DIGEST,
        evidence_digests=EVIDENCE,
        policy_revision=REVISION,
        decision_digest="sha256:" + "6f" * 32,
        signed_at="2026-11-21T09:00:00.000Z",
    )
    return canonical_json(keystore.signer("attestation").sign_statement(statement))


def _asked(**changes: object) -> dict[str, Any]:
    return {"request": {"id": REQUEST_ID}, "evidence": {}, "reviews": [{**REVIEW, **changes}]}


def test_a_signed_review_is_recognised(keystore: KeyStore) -> None:
    attested = read_attested([_signed(keystore)], [keystore.signer("attestation").public_key])
    assert verify_attested(_asked(), attested).passed


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("reviewer", "leo"),
        ("role", "legal_reviewer"),
        ("verdict", "reject"),
        ("meaning", "I did not look."),
        ("version_digest", EVIDENCE[0]),
        ("evidence_digests", EVIDENCE[:1]),
        ("policy_revision", "modelwarden@2.0.0+0"),
        ("signed_at", "2026-11-21T09:00:00.001Z"),
    ],
)
def test_a_review_that_was_not_signed_so_fails(keystore: KeyStore, member: str, value: object) -> None:
    attested = read_attested([_signed(keystore)], [keystore.signer("attestation").public_key])
    assert verify_attested(_asked(**{member: value}), attested).verdict is Verdict.FAILED


def test_only_a_fallen_review_may_be_of_another_request(keystore: KeyStore) -> None:
    attested = read_attested([_signed(keystore)], [keystore.signer("attestation").public_key])
    elsewhere = {"request": {"id": "another"}}
    assert verify_attested(_asked() | elsewhere, attested).verdict is Verdict.FAILED
    assert verify_attested(_asked(standing=False) | elsewhere, attested).passed


def test_a_review_signed_by_somebody_else_fails(keystore: KeyStore, stranger: KeyStore) -> None:
    attested = read_attested([_signed(stranger)], [keystore.signer("attestation").public_key])
    assert verify_attested(_asked(), attested).verdict is Verdict.FAILED


def test_evidence_without_its_attestation_fails(
    tmp_path: Path, dossier: Dossier, keystore: KeyStore, context: VerifierContext
) -> None:
    write_dossier(tmp_path, dossier, keystore.public_bundle())
    next((tmp_path / "attestations").glob("evidence-*.json")).unlink()
    steps = verify_dossier(tmp_path, context)
    failed = [(step.subject, step.name) for step in steps if step.verdict is Verdict.FAILED]
    assert failed == [(f"decisions/{DECISION_ID}", "attested")]


def test_an_applied_decision_without_its_attestation_fails(dossier: Dossier, keystore: KeyStore) -> None:
    decision = digest_bytes(dossier.case.decision)
    log = b"no event\n" + json.dumps(applied_event(decision)).encode()
    applied = read_decision_log(log).applied_on({"credit"})
    keys = [keystore.signer("attestation").public_key]
    whole = read_attested(dossier.attestations.values(), keys)
    assert verify_promotions(whole, {decision}, applied).passed
    assert verify_promotions(read_attested([], keys), {decision}, applied).verdict is Verdict.FAILED
    assert verify_promotions(whole, set(), applied).verdict is Verdict.FAILED
