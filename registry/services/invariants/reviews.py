"""Reviews: what was signed is what the row says, about a decision of the same request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlmodel import select

from registry.db.decisions import DecisionRow
from registry.db.reviews import ReviewRow
from registry.db.users import UserRow
from registry.domain.canonical import canonical_json
from registry.domain.clock import rfc3339
from registry.domain.errors import IntegrityError
from registry.services.context import Context
from registry.services.invariants.events import events_of
from registry.services.invariants.violation import Violation
from registry.trust.dsse import parse_envelope, verify_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import review_statement, statement_bytes

_PAGE = 100


def check_reviews(context: Context) -> Iterator[Violation]:
    """See the module."""
    told = Counter(event.subject_id for event, _ in events_of(context, "review.signed"))
    for row in context.session.exec(select(ReviewRow).execution_options(yield_per=_PAGE)):
        for finding in _contradictions(context, row):
            yield Violation("review", f"review {row.id}", finding)
        if told.pop(str(row.id), 0) != 1:
            yield Violation("review", f"review {row.id}", "not exactly one event tells of it")
    for review_id in told:
        yield Violation("review", f"review {review_id}", "an event tells of it, and it is not there")


def _contradictions(context: Context, row: ReviewRow) -> Iterator[str]:
    decision = context.session.get(DecisionRow, row.decision_id)
    if decision is None or decision.promotion_id != row.promotion_id:
        yield f"its decision {row.decision_id} is not one of its request {row.promotion_id}"
        return
    key = context.platform.keys.signer(KeyPurpose.ATTESTATION).public_key
    try:
        signed = verify_envelope(parse_envelope(canonical_json(row.envelope)), [key])
    except IntegrityError as error:
        yield f"its envelope: {error}"
        return
    if signed != _statement(context, row, decision):
        yield "its envelope signs something else than the row says"


def _statement(context: Context, row: ReviewRow, decision: DecisionRow) -> bytes:
    reviewer = context.session.get_one(UserRow, row.reviewer_id)
    return statement_bytes(
        review_statement(
            promotion=str(row.promotion_id),
            reviewer={
                "username": reviewer.username,
                "display_name": reviewer.display_name,
                "role": row.role.value,
            },
            verdict=row.verdict.value,
            meaning=row.meaning,
            comment=row.comment,
            version_digest=row.version_digest,
            evidence_digests=row.evidence_digests,
            policy_revision=row.policy_revision,
            decision_digest=decision.decision_digest,
            signed_at=rfc3339(row.signed_at),
        )
    )
