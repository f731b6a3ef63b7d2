"""The gate's input document, assembled from the rows: everything that a decision may depend on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from registry.contract.evidence import table_digest_of
from registry.contract.gate_input import GateInput
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.environments import EnvironmentRow
from registry.db.evidence import EvidenceRow
from registry.db.lineage import EdgeRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.runs import RunRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.evidence_kinds import EvidenceKind
from registry.domain.lineage import NodeKind
from registry.services.context import Context
from registry.services.evidence import document_of, newest_evidence
from registry.services.first_evidence import view_first_evidence
from registry.services.paging import hold
from registry.services.review_standing import view_gate_reviews
from registry.services.same_files import ids_of_same_files
from registry.services.versions import list_files
from registry.services.waiver_documents import view_gate_waivers

_PEOPLE_AND_PAPERS = (
    "owner",
    "accountable_person",
    "intended_purpose",
    "on_call",
    "escalation_path",
    "runbook",
    "fallback",
)


def build_gate_input(
    context: Context, promotion: PromotionRow, *, policy_revision: str, confirmed_by: str | None = None
) -> GateInput:
    """The document for a request as things are now. `confirmed_by` is the second person of a break-glass."""
    session = context.session
    project = session.get_one(ProjectRow, promotion.project_id)
    model = session.get_one(ModelRow, promotion.model_id)
    version = session.get_one(VersionRow, promotion.version_id)
    environment = session.get_one(EnvironmentRow, promotion.environment_id)
    evidence = newest_evidence(context, version.id)
    return GateInput.model_validate(
        {
            "evaluated_at": rfc3339(context.now),
            "request": _request(context, promotion, environment, confirmed_by),
            "project": {
                "name": project.name,
                "risk_tier": project.risk_tier.value,
                "packs": project.packs,
                "parameters": project.parameters,
            },
            "model": describe_model(model),
            "version": describe_version(context, version),
            "lineage": trace_lineage(context, version),
            "evidence": _evidence(context, evidence),
            "first_evidence": view_first_evidence(context, version),
            "contributors": contributors(context, promotion, version),
            "reviews": view_gate_reviews(context, promotion, version, evidence, policy_revision),
            "waivers": view_gate_waivers(context, model),
        }
    )


def contributors(context: Context, promotion: PromotionRow, version: VersionRow) -> list[str]:
    """Who registered these files, ever produced evidence of them, or opened the request; none may approve.

    Under whatever number: the same files registered again by somebody else are no other work.
    """
    same = ids_of_same_files(version)
    producers = select(EvidenceRow.produced_by).where(col(EvidenceRow.version_id).in_(same)).distinct()
    registrars = select(VersionRow.registered_by).where(col(VersionRow.id).in_(same)).distinct()
    people = {promotion.opened_by, *context.session.exec(producers), *context.session.exec(registrars)}
    return sorted(_username(context, person) for person in people)


def _request(
    context: Context, row: PromotionRow, environment: EnvironmentRow, confirmed_by: str | None
) -> dict[str, Any]:
    break_glass = None
    if row.break_glass_by and confirmed_by:
        break_glass = {
            "reason": row.break_glass_reason,
            "requested_by": _username(context, row.break_glass_by),
            "confirmed_by": confirmed_by,
        }
    return {
        "id": str(row.id),
        "kind": "break_glass" if break_glass else row.kind.value,
        "target": {
            "environment": environment.name,
            "alias": environment.alias,
            "protected": environment.protected,
        },
        "requested_by": _username(context, row.opened_by),
        "requested_at": rfc3339(row.opened_at),
        "reason": row.reason,
        "break_glass": break_glass,
    }


def describe_model(row: ModelRow) -> dict[str, Any]:
    """The model with the people and papers behind it."""
    fields = {field: getattr(row, field) for field in ("name", *_PEOPLE_AND_PAPERS)}
    return fields | {"risk_tier": row.risk_tier.value}


def describe_version(context: Context, row: VersionRow) -> dict[str, Any]:
    """The version as it was registered."""
    return {
        "number": row.number,
        "digest": row.digest,
        "files": [
            {"path": file.path, "size": file.size, "sha256": file.sha256}
            for file in list_files(context, row.id)
        ],
        "registered_by": _username(context, row.registered_by),
        "registered_at": rfc3339(row.registered_at),
        "code_commit": row.code_commit,
        "framework": row.framework,
        "environment": row.environment,
        "signature": row.signature,
        "description": row.description,
    }


def trace_lineage(context: Context, version: VersionRow) -> dict[str, Any]:
    """The version's datasets, run and parents."""
    query = (
        select(EdgeRow)
        .where(EdgeRow.target_kind == NodeKind.VERSION, EdgeRow.target_id == version.id)
        .order_by(col(EdgeRow.id))
    )
    edges = list(context.session.exec(query))
    tables = {edge.source_id for edge in edges if edge.source_kind is NodeKind.DATASET_VERSION}
    hold(context, DatasetRow, {row.dataset_id for row in hold(context, DatasetVersionRow, tables)})
    return {
        "datasets": [
            _dataset(context, edge.source_id, edge.role.value)
            for edge in edges
            if edge.source_kind is NodeKind.DATASET_VERSION
        ],
        "run": _run(context.session.get(RunRow, version.run_id)) if version.run_id else None,
        "parents": [
            _parent(context, edge.source_id) for edge in edges if edge.source_kind is NodeKind.VERSION
        ],
    }


def _dataset(context: Context, dataset_version_id: UUID, role: str) -> dict[str, Any]:
    row = context.session.get_one(DatasetVersionRow, dataset_version_id)
    return {
        "name": context.session.get_one(DatasetRow, row.dataset_id).name,
        "version": row.number,
        "digest": row.digest,
        "role": role,
        "rows": row.rows,
        "datasheet": row.datasheet,
    }


def _run(row: RunRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "id": str(row.id),
        "name": row.name,
        "code_commit": row.code_commit,
        "started_at": _moment(row.started_at),
        "ended_at": _moment(row.ended_at),
        "parameters": row.parameters,
    }


def _parent(context: Context, version_id: UUID) -> dict[str, Any]:
    row = context.session.get_one(VersionRow, version_id)
    model = context.session.get_one(ModelRow, row.model_id)
    return {"model": model.name, "version": row.number, "digest": row.digest}


def _evidence(context: Context, rows: list[EvidenceRow]) -> dict[str, Any]:
    documents: list[dict[str, Any]] = []
    by_kind: dict[str, Any] = {"documents": documents}
    for row in rows:
        document = document_of(row)
        entry = {
            "digest": row.digest,
            "assurance": document.assurance,
            "version_digest": document.subject.version_digest,
            "dataset_digest": document.dataset_version,
            "table_digest": table_digest_of(document.inputs),
            "produced_by": _username(context, row.produced_by),
            "produced_at": document.produced_at,
            "body": document.body.to_json(),
        }
        if row.kind in (EvidenceKind.DOCUMENT, EvidenceKind.ATTESTATION):
            documents.append(entry)
        elif row.kind is not EvidenceKind.DRIFT:
            by_kind[row.kind.value] = entry
    return by_kind


def evidence_digests(gate_input: GateInput) -> list[str]:
    """The digests of all evidence in an input document, in order."""
    return sorted(head.digest for head in gate_input.evidence.heads)


def _username(context: Context, user_id: UUID) -> str:
    (row,) = hold(context, UserRow, {user_id})
    return row.username


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
