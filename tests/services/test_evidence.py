"""Evidence: signed one by one, named by its digest, and a scan can be repeated."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from registry.contract.evidence_requests import DeclareEvidence
from registry.services.context import open_unit
from registry.services.evidence import declare_evidence, list_evidence, read_attestation, read_evidence
from registry.services.gate_documents import build_gate_input
from registry.services.jobs import get_job
from registry.services.platform import Platform
from registry.services.promotions import find_promotion
from registry.services.versions import request_scan
from registry.trust.dsse import parse_envelope, verify_envelope
from tests.services.journey import MODEL, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_every_document_is_signed_with_who_made_it_and_of_what(
    platform: Platform, people: People, waiting: str
) -> None:
    assert waiting
    key = platform.keys.signer("attestation").public_key
    with open_unit(platform, people.ada, read_only=True) as context:
        listed = list_evidence(context, MODEL, 1)
        for view in listed:
            document = json.loads(read_evidence(context, view.digest))
            envelope = parse_envelope(read_attestation(context, view.digest))
            statement = json.loads(verify_envelope(envelope, [key]))
            predicate = statement["predicate"]
            assert f"sha256:{predicate['evidence']['digest']['sha256']}" == view.digest
            assert predicate["producedBy"] == document["produced_by"] == "emil"
            subject = statement["subject"][0]["digest"]["sha256"]
            assert document["subject"]["version_digest"] == f"sha256:{subject}"
    assert {view.kind for view in listed} == {
        "performance",
        "fairness",
        "explanation",
        "data_profile",
        "scan",
    }


def test_a_scan_is_repeated_and_the_newest_counts(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    assert waiting
    with open_unit(platform, people.emil) as context:
        job = request_scan(context, MODEL, 1)
    journey.work_off()
    with open_unit(platform, people.emil, read_only=True) as context:
        assert get_job(context, UUID(job.id)).state == "done"
        scans = [view.newest for view in list_evidence(context, MODEL, 1) if view.kind == "scan"]
    assert scans == [True, False]


def test_the_same_words_at_the_same_moment_are_one_document_to_the_gate(
    platform: Platform, people: People, waiting: str
) -> None:
    memo = DeclareEvidence(kind="document", title="Memo", statement="We have looked at it.")
    moment = platform.clock()
    with open_unit(replace(platform, clock=lambda: moment), people.emil) as context:
        first, second = (declare_evidence(context, MODEL, 1, memo) for _ in range(2))
        assert (first.id == second.id, first.digest == second.digest) == (False, True)
        promotion = find_promotion(context, UUID(waiting))
        asked = build_gate_input(context, promotion, policy_revision="any")
    assert [one.digest for one in asked.evidence.documents] == [first.digest]
