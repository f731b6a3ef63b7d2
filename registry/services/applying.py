"""Applying: the gate is asked at that moment; the alias moves with its history and event, or not at all."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from registry.contract.promotions import PromotionDetailView
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.errors import MissingBlobError
from registry.domain.promotion_states import Outcome, PromotionKind
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.aliases import move_alias
from registry.services.context import Context
from registry.services.preconditions import expect
from registry.services.promotion_views import view_promotion_detail
from registry.services.promotions import close_promotion, find_promotion, hold_still, judge, refuse_ended
from registry.services.versions import list_files
from registry.trust.dsse import sign_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import promotion_statement, statement_bytes


def apply_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Ask the gate again, at this moment, and move the alias only if it allows.

    The answer is a value: the caller looks at `request.state`, which is `applied` or is not. A refusal is
    kept like any decision; no answer from the gate raises and keeps nothing, and so does a storage that does
    not have the version's files.
    """
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_APPLY, row.project_id)
    expect(context, lambda: view_promotion_detail(context, row))
    refuse_ended(row)
    hold_still(context, row)
    decision = judge(context, row, "apply")
    if decision.outcome is Outcome.ALLOW:
        carry_out(context, row, "apply", decision)
    return view_promotion_detail(context, row)


def carry_out(context: Context, row: PromotionRow, step: str, decision: DecisionRow) -> None:
    """Move the alias on a decision.

    Whoever calls has asked for permission, and holds the request and what it was decided by (`hold_still`).
    """
    session = context.session
    model = session.get_one(ModelRow, row.model_id)
    version = session.get_one(VersionRow, row.version_id)
    environment = session.get_one(EnvironmentRow, row.environment_id)
    _require_files(context, version)
    close_promotion(context, row, step)
    row.attestation = _attest(context, decision)
    move_alias(context, model, environment.alias, version, row.id)
    context.record(
        "promotion.applied",
        ("promotion", row.id),
        project_id=row.project_id,
        promotion_id=row.id,
        kind=row.kind.value,
        decision=decision.decision_digest,
        outcome=decision.outcome.value,
        alias=environment.alias,
        version=version.number,
        digest=version.digest,
        reason=row.break_glass_reason if row.kind is PromotionKind.BREAK_GLASS else row.reason,
    )


def _require_files(context: Context, version: VersionRow) -> None:
    """Nobody may be sent to files that are not to be had; raises `StorageError`."""
    paths = {file.sha256: file.path for file in list_files(context, version.id)}
    for sha256, path in paths.items():
        if not context.platform.storage.exists(sha256):
            raise MissingBlobError(
                f"Storage: {path} of version {version.number} is missing.",
                why=f"Its bytes, {sha256}, are not there, and nobody could use the version.",
                remedy="Restore it from a backup, or upload the same file again.",
            )


def _attest(context: Context, decision: DecisionRow) -> dict[str, Any]:
    """The signed SLSA verification summary of the decision that a promotion was applied on."""
    statement = promotion_statement(
        json.loads(decision.decision_content),
        decision.provenance,
        verifier=context.platform.public_url,
        registry_version=context.platform.version,
    )
    signer = context.platform.keys.signer(KeyPurpose.ATTESTATION)
    envelope: dict[str, Any] = json.loads(sign_envelope(statement_bytes(statement), signer))
    return envelope
