"""Asking the gate, and keeping its answer with the exact question."""

from __future__ import annotations

from uuid import UUID

from registry.contract.decision import Decision, Provenance
from registry.contract.promotions import DecisionView
from registry.db.bundles import BundleRow
from registry.db.decisions import DecisionRow
from registry.db.promotions import PromotionRow
from registry.domain.clock import rfc3339
from registry.domain.promotion_states import Outcome
from registry.domain.roles import Action
from registry.gate.input_document import Question
from registry.services.access import not_there, require
from registry.services.bundles import active_bundle
from registry.services.clock import refuse_if_behind
from registry.services.context import Context
from registry.services.gate_documents import build_gate_input
from registry.services.metrics import timed_decision


def decide(
    context: Context, promotion: PromotionRow, occasion: str, *, confirmed_by: str | None = None
) -> DecisionRow:
    """Ask the gate about a request now, and keep question and answer.

    Raises `GateUnavailableError` when there is no answer to rely on; nothing is kept then.
    """
    refuse_if_behind(context)
    bundle = active_bundle(context)
    question = Question.of(
        build_gate_input(context, promotion, policy_revision=bundle.revision, confirmed_by=confirmed_by)
    )
    with timed_decision() as timer:
        answer = context.platform.gate.ask(question, expected_revision=bundle.revision)
        timer.outcome = answer.decision.outcome
    row = DecisionRow(
        promotion_id=promotion.id,
        outcome=Outcome(answer.decision.outcome),
        occasion=occasion,
        input_content=question.data,
        input_digest=answer.input_digest,
        decision_content=answer.decision_bytes,
        decision_digest=answer.decision_digest,
        policy_revision=bundle.revision,
        bundle_sha256=bundle.sha256,
        provenance=answer.provenance(bundle_sha256=bundle.sha256, bundle_key_id=bundle.key_id).to_json(),
        decided_at=context.now,
    )
    context.session.add(row)
    promotion.decision_id = row.id
    context.record(
        "decision.made",
        ("decision", row.id),
        project_id=promotion.project_id,
        promotion_id=promotion.id,
        occasion=occasion,
        outcome=row.outcome.value,
        input=row.input_digest,
        decision=row.decision_digest,
        policy=row.policy_revision,
        bundle=row.bundle_sha256,
    )
    return row


def read_decision(context: Context, decision_id: UUID) -> DecisionRow:
    """The row of a decision that the actor may read."""
    row = context.session.get(DecisionRow, decision_id)
    if row is None:
        raise not_there()
    require(context, Action.PROJECT_READ, context.session.get_one(PromotionRow, row.promotion_id).project_id)
    return row


def read_bundle(context: Context, row: DecisionRow) -> BundleRow:
    """The bundle that a decision was made under."""
    return context.session.get_one(BundleRow, row.bundle_sha256)


def view_decision(row: DecisionRow) -> DecisionView:
    """What the wire sees."""
    return DecisionView(
        id=str(row.id),
        promotion=str(row.promotion_id),
        occasion=row.occasion,
        decided_at=rfc3339(row.decided_at),
        document=Decision.from_bytes(row.decision_content),
        provenance=Provenance.model_validate(row.provenance),
    )
