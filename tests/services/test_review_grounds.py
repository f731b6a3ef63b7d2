"""What a signature answers for: what its decision showed, as long as whoever signed may still sign."""

from __future__ import annotations

import pytest
from sqlmodel import select

from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.people import ChangeUser, SetRoles
from registry.db.jobs import JobRow
from registry.domain.errors import ConflictError
from registry.domain.job_states import JobKind
from registry.services.context import open_unit
from registry.services.evidence import declare_evidence
from registry.services.jobs import cancel_job
from registry.services.members import set_roles
from registry.services.platform import Platform
from registry.services.users import change_user
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]

GONE = ["Its author does not have the role any more, or their account was closed."]


def declare(platform: Platform, people: People) -> None:
    with open_unit(platform, people.emil) as context:
        command = DeclareEvidence(kind="document", title="A late note", statement="We forgot to say this.")
        declare_evidence(context, MODEL, 1, command)


def test_nobody_signs_for_evidence_that_the_decision_does_not_show(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    declare(platform, people)
    with pytest.raises(ConflictError, match="evidence that the decision you saw does not show"):
        journey.sign(people.rita, waiting, "risk_reviewer")
    assert journey.look(people.rita, waiting).reviews == []
    journey.work_off()
    assert journey.sign(people.rita, waiting, "risk_reviewer").reviews[0].standing


def test_nobody_keeps_a_request_from_being_judged_again(
    platform: Platform, people: People, waiting: str
) -> None:
    declare(platform, people)
    with open_unit(platform, people.emil) as context:
        jobs = select(JobRow.id).where(JobRow.kind == JobKind.REEVALUATE, JobRow.state == "queued")
        [job] = context.session.exec(jobs)
    with open_unit(platform, people.emil) as context, pytest.raises(ConflictError, match="be cancelled"):
        cancel_job(context, job)
    assert waiting


def test_an_approval_falls_with_the_role_that_it_was_signed_in(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer")
    assert journey.sign(people.leo, waiting, "legal_reviewer").request.state == "ready"
    with open_unit(platform, people.root) as context:
        set_roles(context, PROJECT, "rita", SetRoles(roles=["auditor"]))
    journey.work_off()
    detail = journey.look(people.emil, waiting)
    assert [review.fell_because for review in detail.reviews] == [GONE, []]
    assert detail.request.state == "open"


def test_an_approval_falls_with_its_authors_account_and_an_objection_does_not(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer", "reject")
    journey.sign(people.leo, waiting, "legal_reviewer")
    for username in ("rita", "leo"):
        with open_unit(platform, people.root) as context:
            change_user(context, username, ChangeUser(active=False))
    journey.work_off()
    detail = journey.look(people.emil, waiting)
    assert [review.fell_because for review in detail.reviews] == [[], GONE]
    assert detail.request.state == "refused"
