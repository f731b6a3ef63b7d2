"""What a report is rendered from: frozen documents, assembled from rows and never from anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from sqlmodel import col, select

from registry.contract.decision import Decision, Provenance
from registry.contract.dossier import (
    AuditReportInput,
    DecisionSummary,
    Installation,
    ModelCardInput,
    Placement,
    RequestRecord,
    SignerNotice,
)
from registry.contract.evidence import EvidenceDocument
from registry.contract.gate_input import BreakGlass, GateInput
from registry.contract.models import AliasMoveView
from registry.db.decisions import DecisionRow
from registry.db.events import EventRow
from registry.db.evidence import EvidenceRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.canonical import digest_bytes
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError
from registry.services.access import actor_of
from registry.services.aliases import moves_of
from registry.services.context import Context
from registry.services.evidence import document_of
from registry.services.gate_documents import (
    describe_model,
    describe_version,
    evidence_digests,
    trace_lineage,
)
from registry.services.models import view_aliases
from registry.services.newest_evidence import newest_evidence
from registry.services.promotion_views import view_promotion
from registry.services.review_standing import view_reviews


def audit_report_input(context: Context, promotion: PromotionRow) -> AuditReportInput:
    """Everything about the request's newest decision."""
    decision = _newest_decision(context, promotion)
    gate_input = GateInput.from_bytes(decision.input_content)
    reviews = view_reviews(context, promotion)
    events = [json.loads(content) for content in request_events(context, promotion.id)]
    history = _history(context, promotion)
    told = [gate_input.to_json(), events, [move.to_json() for move in history], actor_of(context).username]
    return AuditReportInput(
        installation=describe_installation(context),
        generated_at=rfc3339(context.now),
        generated_by=actor_of(context).username,
        signer=_signer(context),
        request=_request(context, promotion, gate_input),
        decision_id=str(decision.id),
        gate_input=gate_input,
        decision=Decision.from_bytes(decision.decision_content),
        provenance=Provenance.model_validate(decision.provenance),
        evidence=_evidence_used(context, gate_input),
        alias_history=history,
        events=events,
        people=_people(context, told),
        fallen={review.id: review.fell_because for review in reviews if review.fell_because},
    )


def audit_report_attachments(
    context: Context, promotion: PromotionRow, report: AuditReportInput
) -> dict[str, bytes]:
    """The exact bytes that travel inside the report, by file name."""
    decision = _newest_decision(context, promotion)
    return {
        "report.json": report.canonical(),
        "input.json": decision.input_content,
        "decision.json": decision.decision_content,
        "provenance.json": report.provenance.canonical(),
        "events.jsonl": b"".join(line + b"\n" for line in request_events(context, promotion.id)),
        **{
            f"evidence-{digest.removeprefix('sha256:')}.json": document.canonical()
            for digest, document in report.evidence.items()
        },
    }


def model_card_input(context: Context, model: ModelRow, version: VersionRow) -> ModelCardInput:
    """Everything about one version, with the newest decision on it if there is one."""
    evidence = newest_evidence(context, version.id)
    lineage = trace_lineage(context, version)
    return ModelCardInput.model_validate(
        {
            "installation": describe_installation(context),
            "generated_at": rfc3339(context.now),
            "generated_by": actor_of(context).username,
            "project": context.session.get_one(ProjectRow, model.project_id).name,
            "risk_tier": model.risk_tier.value,
            "model": describe_model(model),
            "version": describe_version(context, version),
            "licence": version.tags.get("licence", "") or model.tags.get("licence", ""),
            "tags": sorted({*model.tags, *version.tags} - {"licence"}),
            "lineage": lineage,
            "evidence": {row.digest: document_of(row) for row in evidence},
            "decision": _summary(context, version),
            "placements": [
                Placement(
                    alias=alias.alias,
                    environment=alias.environment,
                    protected=alias.protected,
                    since=alias.moved_at,
                )
                for alias in view_aliases(context, model)
                if alias.version == version.number
            ],
        }
    )


def request_events(context: Context, promotion_id: UUID) -> list[bytes]:
    """The canonical bytes of a request's events, in order."""
    query = select(EventRow.content).where(EventRow.promotion_id == promotion_id).order_by(col(EventRow.seq))
    return list(context.session.exec(query))


def describe_installation(context: Context) -> Installation:
    """Where a report is made."""
    return Installation(
        name=context.platform.installation,
        url=context.platform.public_url,
        development=context.platform.keys.seal.is_development,
    )


def _newest_decision(context: Context, promotion: PromotionRow) -> DecisionRow:
    if promotion.decision_id is None:
        raise ConflictError("The request has not been judged yet.", remedy="Have it checked first.")
    return context.session.get_one(DecisionRow, promotion.decision_id)


def _signer(context: Context) -> SignerNotice:
    certificate = context.platform.keys.seal.certificate
    return SignerNotice(
        name=certificate.subject.rfc4514_string()[:200],
        certificate_sha256=digest_bytes(certificate.public_bytes(Encoding.DER)),
        notice=(
            "A development certificate: it proves that the file is unchanged, and nothing about who made it."
            if context.platform.keys.seal.is_development
            else "The seal of the installation's own certificate."
        ),
    )


def _request(context: Context, row: PromotionRow, gate_input: GateInput) -> RequestRecord:
    view = view_promotion(context, row)
    break_glass: BreakGlass | None = gate_input.request.break_glass
    return RequestRecord.model_validate(
        view.model_dump(
            include={
                "id",
                "state",
                "kind",
                "reason",
                "opened_by",
                "opened_at",
                "closed_by",
                "closed_at",
            }
        )
        | {"break_glass": break_glass}
    )


def _evidence_used(context: Context, gate_input: GateInput) -> dict[str, EvidenceDocument]:
    used = col(EvidenceRow.digest).in_(evidence_digests(gate_input))
    rows = context.session.exec(select(EvidenceRow).where(used))
    return {row.digest: document_of(row) for row in rows}


def _history(context: Context, promotion: PromotionRow) -> list[AliasMoveView]:
    model = context.session.get_one(ModelRow, promotion.model_id)
    alias = view_promotion(context, promotion).alias
    return moves_of(context, model, alias)


def _people(context: Context, told: object) -> dict[str, str]:
    """The full names of those who occur in the report, which leaves the house, and of nobody else."""
    named = set(_texts_in(told))
    rows = context.session.exec(select(UserRow).order_by(col(UserRow.username)))
    return {row.username: row.display_name for row in rows if row.username in named}


def _texts_in(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts_in(part)
        case list():
            for part in value:
                yield from _texts_in(part)
        case _:
            return


def _summary(context: Context, version: VersionRow) -> DecisionSummary | None:
    query = (
        select(PromotionRow)
        .where(PromotionRow.version_id == version.id, col(PromotionRow.decision_id).is_not(None))
        .order_by(col(PromotionRow.id).desc())
    )
    promotion = context.session.exec(query).first()
    if promotion is None:
        return None
    row = _newest_decision(context, promotion)
    decision = Decision.from_bytes(row.decision_content)
    return DecisionSummary(
        id=str(row.id),
        request_id=str(promotion.id),
        environment=decision.target.environment,
        alias=decision.target.alias,
        outcome=decision.outcome,
        request_state=promotion.state.value,
        decided_at=rfc3339(row.decided_at),
        policy_revision=row.policy_revision,
        decision_digest=row.decision_digest,
        break_glass=promotion.break_glass_by is not None and promotion.kind.value == "break_glass",
        failing_rules=[finding.rule_id for finding in decision.violations],
        waived_rules=[finding.rule_id for finding in decision.waived],
        approved_by=sorted({name for owed in decision.obligations for name in owed.by}),
    )
