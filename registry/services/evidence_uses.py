"""Which decisions rest on a piece of evidence, and which of their checks read it."""

from __future__ import annotations

import json

from sqlmodel import col, select

from registry.contract.decision import Decision, ParameterUsed
from registry.contract.evidence_uses import CheckUse, DecisionUse, EvidenceUsesView
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.evidence import EvidenceRow
from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.canonical import digest_bytes, digest_json
from registry.domain.clock import rfc3339
from registry.domain.errors import ModelwardenError
from registry.gate.library import read_policies
from registry.services.context import Context
from registry.services.decisions import read_bundle
from registry.services.evidence import read_evidence_row
from registry.trust.dsse import parse_envelope, verify_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import evidence_statement, statement_bytes

_SHOWN = 50
_LOOKED_AT = 200


def view_uses(context: Context, digest: str) -> EvidenceUsesView:
    """Signature and uses of a document."""
    row = read_evidence_row(context, digest)
    version = context.session.get_one(VersionRow, row.version_id)
    uses = [_use(context, decision, row) for decision in _decisions(context, row, _SHOWN + 1)]
    return EvidenceUsesView(
        digest=row.digest,
        model=context.session.get_one(ModelRow, version.model_id).name,
        version=version.number,
        signed_by=[signature["keyid"] for signature in json.loads(row.envelope)["signatures"]],
        verified=_verifies(context, row),
        decisions=uses[:_SHOWN],
        more=len(uses) > _SHOWN,
    )


def limits_used(context: Context, digest: str) -> dict[str, ParameterUsed]:
    """The parameters of the newest decision that rests on a document; none where no decision does."""
    found = _decisions(context, read_evidence_row(context, digest), 1)
    return Decision.from_bytes(found[0].decision_content).params_used if found else {}


def _decisions(context: Context, row: EvidenceRow, limit: int) -> list[DecisionRow]:
    """The newest decisions about the version since, that name the document."""
    query = (
        select(DecisionRow)
        .join(PromotionRow, col(PromotionRow.id) == col(DecisionRow.promotion_id))
        .where(PromotionRow.version_id == row.version_id, col(DecisionRow.decided_at) >= row.produced_at)
        .order_by(col(DecisionRow.id).desc())
        .limit(_LOOKED_AT)
    )
    named = row.digest.encode()
    rows = (decision for decision in context.session.exec(query) if named in decision.decision_content)
    return [decision for decision, _ in zip(rows, range(limit), strict=False)]


def _use(context: Context, row: DecisionRow, evidence: EvidenceRow) -> DecisionUse:
    decision = Decision.from_bytes(row.decision_content)
    promotion = context.session.get_one(PromotionRow, row.promotion_id)
    readers = _readers(context, row, evidence.kind.value)
    return DecisionUse(
        decision=str(row.id),
        promotion=str(promotion.id),
        environment=context.session.get_one(EnvironmentRow, promotion.environment_id).name,
        outcome=decision.outcome,
        occasion=row.occasion,
        decided_at=rfc3339(row.decided_at),
        latest=promotion.decision_id == row.id,
        checks=[
            CheckUse(rule_id=rule_id, title=rule.title, status=decision.evaluated[rule_id])
            for rule_id, rule in sorted(decision.rules.items())
            if rule_id in readers and rule_id in decision.evaluated
        ],
    )


def _readers(context: Context, row: DecisionRow, kind: str) -> set[str]:
    """The rules that cannot do without evidence of a kind, by the bundle that decided."""
    try:
        library = read_policies(read_bundle(context, row).archive).library
    except ModelwardenError:
        return set()
    place = f"/evidence/{kind}"
    return {
        rule.id
        for rule in library.rules
        if any(pointer == place or pointer.startswith(f"{place}/") for pointer in rule.evidence)
    }


def _verifies(context: Context, row: EvidenceRow) -> bool:
    """Whether the key that this installation signs with now has signed these very bytes.

    A key of before is published too. A good signature under something else says nothing of the document.
    """
    key = context.platform.keys.signer(KeyPurpose.ATTESTATION).public_key
    try:
        signed = verify_envelope(parse_envelope(row.envelope), [key])
        document = json.loads(row.content)
        stated = statement_bytes(evidence_statement(document))
    except (ModelwardenError, ValueError):
        return False
    return signed == stated and digest_json(document) == digest_bytes(row.content) == row.digest
