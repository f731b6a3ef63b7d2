"""Reviews: who may sign what, what a signature covers, and when it falls."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest

from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.models import VersionView
from registry.contract.people import SetRoles
from registry.contract.promotions import SignReview
from registry.domain.errors import ConflictError, ForbiddenError, SeparationOfDutiesError
from registry.evidence.requests import EvidenceResult
from registry.services.context import Actor, open_unit
from registry.services.datasets import find_dataset_version
from registry.services.evidence import declare_evidence, keep_computed
from registry.services.members import set_roles
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotions import withdraw_promotion
from registry.services.reviews import sign_review
from registry.services.versions import read_version
from registry.trust.dsse import parse_envelope, verify_envelope
from tests.services.credit import Credit
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def give(platform: Platform, people: People, username: str, *roles: str) -> None:
    with open_unit(platform, people.root) as context:
        set_roles(context, PROJECT, username, SetRoles.model_validate({"roles": list(roles)}))


def test_nobody_reviews_what_they_registered(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    give(platform, people, "emil", "contributor", "risk_reviewer")
    with pytest.raises(SeparationOfDutiesError, match="has worked on this version"):
        journey.sign(people.emil, waiting, "risk_reviewer")


def test_who_once_produced_evidence_does_not_review_even_when_it_is_made_again(
    platform: Platform,
    people: People,
    journey: Journey,
    waiting: str,
    repaired_results: list[EvidenceResult],
) -> None:
    give(platform, people, "rita", "validator", "risk_reviewer")
    for actor in (people.rita, people.emil):
        with open_unit(platform, actor) as context:
            dataset = find_dataset_version(context, find_project(context, PROJECT), "evaluation", 1)
            _, version = read_version(context, MODEL, 1)
            keep_computed(context, version.id, repaired_results, dataset_version_id=dataset.id, job_id=None)
    journey.work_off()
    with pytest.raises(SeparationOfDutiesError, match="rita has worked on this version"):
        journey.sign(people.rita, waiting, "risk_reviewer")


def test_one_person_fills_one_role(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    give(platform, people, "rita", "risk_reviewer", "legal_reviewer")
    journey.sign(people.rita, waiting, "risk_reviewer")
    with pytest.raises(SeparationOfDutiesError, match="as risk_reviewer already"):
        journey.sign(people.rita, waiting, "legal_reviewer")


def test_a_role_that_is_not_held_is_not_signed_in(people: People, journey: Journey, waiting: str) -> None:
    with pytest.raises(ForbiddenError, match="does not have the role legal_reviewer"):
        journey.sign(people.rita, waiting, "legal_reviewer")


def test_a_rejection_refuses(people: People, journey: Journey, waiting: str) -> None:
    detail = journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    assert detail.request.state == "refused"
    assert detail.decision is not None
    assert {finding.rule_id for finding in detail.decision.document.violations} == {"APPR-002"}
    relented = journey.sign(people.rita, waiting, "risk_reviewer")
    assert [review.standing for review in relented.reviews] == [False, True]
    assert relented.reviews[0].fell_because == ["The same reviewer has reviewed again."]
    assert relented.request.state == "open"


def test_new_evidence_makes_reviews_fall_visibly(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer")
    assert journey.sign(people.leo, waiting, "legal_reviewer").request.state == "ready"
    with open_unit(platform, people.emil) as context:
        command = DeclareEvidence(kind="document", title="A late note", statement="We forgot to say this.")
        declare_evidence(context, MODEL, 1, command)
    journey.work_off()

    detail = journey.look(people.emil, waiting)
    assert detail.request.state == "open"
    assert [review.standing for review in detail.reviews] == [False, False]
    assert detail.reviews[0].fell_because == ["The evidence has changed since it was signed."]


def test_new_evidence_does_not_wash_an_objection_away(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    journey.sign(people.leo, waiting, "legal_reviewer")
    with open_unit(platform, people.emil) as context:
        command = DeclareEvidence(kind="document", title="An answer", statement="We think otherwise.")
        declare_evidence(context, MODEL, 1, command)
    journey.work_off()

    detail = journey.look(people.emil, waiting)
    assert [review.standing for review in detail.reviews] == [False, False]
    assert detail.decision is not None
    told = [(one.rule_id, one.observed) for one in detail.decision.document.violations]
    outlived = "made on earlier evidence, under an earlier policy or in another request"
    assert told == [("APPR-002", f"rita (risk_reviewer): reject, {outlived}")]
    assert detail.request.state == "refused"

    assert journey.sign(people.leo, waiting, "legal_reviewer").request.state == "refused"
    relented = journey.sign(people.rita, waiting, "risk_reviewer")
    assert relented.decision is not None
    assert relented.decision.document.evaluated["APPR-002"] == "passed"
    assert relented.request.state == "ready"


def test_a_new_request_does_not_drop_an_objection(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "request_changes")
    with open_unit(platform, people.emil) as context:
        withdraw_promotion(context, UUID(waiting))
    again = journey.open(people.emil, 1)
    assert again.decision is not None
    assert "APPR-002" in {one.rule_id for one in again.decision.document.violations}
    relented = journey.sign(people.rita, again.request.id, "risk_reviewer")
    assert relented.decision is not None
    assert relented.decision.document.evaluated["APPR-002"] == "passed"


def test_the_same_files_under_another_number_do_not_drop_an_objection(
    people: People,
    journey: Journey,
    waiting: str,
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
    repaired: Credit,
    repaired_results: list[EvidenceResult],
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    assert evaluated(people.emil, repaired, repaired_results).version == 2
    again = journey.open(people.emil, 2)
    assert again.request.state == "refused"
    assert again.decision is not None
    assert "APPR-002" in {one.rule_id for one in again.decision.document.violations}
    relented = journey.sign(people.rita, again.request.id, "risk_reviewer")
    assert relented.decision is not None
    assert relented.decision.document.evaluated["APPR-002"] == "passed"


def test_who_worked_on_files_does_not_review_them_under_another_number(
    platform: Platform,
    people: People,
    journey: Journey,
    waiting: str,
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
    repaired: Credit,
    repaired_results: list[EvidenceResult],
) -> None:
    give(platform, people, "emil", "contributor", "risk_reviewer")
    assert evaluated(people.ada, repaired, repaired_results).version == 2
    again = journey.open(people.ada, 2)
    with pytest.raises(SeparationOfDutiesError, match="emil has worked on this version"):
        journey.sign(people.emil, again.request.id, "risk_reviewer")
    assert waiting


def test_an_objection_says_nothing_about_other_files(
    people: People,
    journey: Journey,
    waiting: str,
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
    unfair: Credit,
    unfair_results: list[EvidenceResult],
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    evaluated(people.emil, unfair, unfair_results)
    other = journey.open(people.emil, 2)
    assert other.decision is not None
    assert other.decision.document.evaluated["APPR-002"] == "passed"


def test_a_review_of_an_older_decision_is_refused(people: People, journey: Journey, waiting: str) -> None:
    seen = journey.look(people.rita, waiting).decision
    assert seen is not None
    journey.sign(people.leo, waiting, "legal_reviewer")
    stale = SignReview(decision=seen.id, role="risk_reviewer", verdict="approve", meaning="I have looked.")
    with (
        pytest.raises(ConflictError, match="judged again since you looked"),
        open_unit(journey.platform, people.rita) as context,
    ):
        sign_review(context, UUID(waiting), stale)


def test_the_signature_covers_what_was_reviewed(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    review = journey.sign(people.rita, waiting, "risk_reviewer").reviews[0]
    key = platform.keys.signer("attestation").public_key
    payload = verify_envelope(parse_envelope(json.dumps(review.envelope).encode()), [key])
    statement = json.loads(payload)
    assert statement["subject"][0]["digest"] == {"sha256": review.version_digest.removeprefix("sha256:")}
    assert statement["predicate"]["reviewer"] == {
        "username": "rita",
        "display_name": "Rita",
        "role": "risk_reviewer",
    }
    assert statement["predicate"]["policyRevision"] == review.policy_revision
    listed = {digest["sha256"] for digest in statement["predicate"]["evidence"]}
    assert listed == {digest.removeprefix("sha256:") for digest in review.evidence_digests}
