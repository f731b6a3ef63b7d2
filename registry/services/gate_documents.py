"""The gate's input document, assembled from the rows: everything that a decision may depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal, union
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from registry.contract.gate_input import Datasheet, GateInput
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.environments import EnvironmentRow
from registry.db.evidence import EvidenceRow
from registry.db.lineage import EdgeRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.runs import RunRow
from registry.db.users import UserRow
from registry.db.versions import VersionFileRow, VersionRow
from registry.domain.clock import rfc3339
from registry.domain.lineage import NodeKind
from registry.services.context import Context
from registry.services.gate_evidence import read_gate_evidence
from registry.services.paging import hold
from registry.services.review_standing import view_gate_reviews
from registry.services.same_files import SAME_FILES
from registry.services.waiver_documents import view_gate_waivers

_opener, _registrar = aliased(UserRow), aliased(UserRow)
_SUBJECT: Any = (
    select(ProjectRow, ModelRow, VersionRow, EnvironmentRow, RunRow, _opener, _registrar)  # type: ignore[call-overload]
    .join(ModelRow, col(ModelRow.project_id) == ProjectRow.id)
    .join(VersionRow, col(VersionRow.model_id) == ModelRow.id)
    .join(_registrar, col(_registrar.id) == VersionRow.registered_by)
    .join(EnvironmentRow, col(EnvironmentRow.id) == bindparam("environment_id"))
    .join(_opener, col(_opener.id) == bindparam("opened_by"))
    .outerjoin(RunRow, col(RunRow.id) == VersionRow.run_id)
    .where(ModelRow.id == bindparam("model_id"), VersionRow.id == bindparam("version_id"))
)
_CONTRIBUTORS = select(UserRow.username).where(
    col(UserRow.id).in_(
        union(
            select(VersionRow.registered_by).where(col(VersionRow.id).in_(SAME_FILES)),
            select(EvidenceRow.produced_by).where(col(EvidenceRow.version_id).in_(SAME_FILES)),
        )
    )
)
_MANIFEST = (
    select(VersionFileRow.path, VersionFileRow.size, VersionFileRow.sha256)
    .where(VersionFileRow.version_id == bindparam("version_id"))
    .order_by(col(VersionFileRow.path))
)
_parent = aliased(VersionRow)
_SOURCES: Any = (
    select(  # type: ignore[call-overload]
        EdgeRow.source_kind,
        EdgeRow.role,
        DatasetRow.name,
        DatasetVersionRow.number,
        DatasetVersionRow.digest,
        DatasetVersionRow.rows,
        DatasetVersionRow.datasheet,
        col(ModelRow.name).label("model"),
        col(_parent.number).label("parent"),
        col(_parent.digest).label("parent_digest"),
    )
    .outerjoin(DatasetVersionRow, col(DatasetVersionRow.id) == EdgeRow.source_id)
    .outerjoin(DatasetRow, col(DatasetRow.id) == DatasetVersionRow.dataset_id)
    .outerjoin(_parent, col(_parent.id) == EdgeRow.source_id)
    .outerjoin(ModelRow, col(ModelRow.id) == _parent.model_id)
    .where(EdgeRow.target_kind == literal(NodeKind.VERSION), EdgeRow.target_id == bindparam("version_id"))
    .order_by(col(EdgeRow.id))
)
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
) -> dict[str, Any]:
    """The document for a request as things are now. `confirmed_by` is the second person of a break-glass.

    Bodies of evidence are `Canonical` in it; `Question.of` makes sure of the whole.
    """
    subject = _read_subject(context, promotion)
    version, evidence = subject.version, read_gate_evidence(context, subject.version)
    return {
        "schema": "modelwarden.gate_input/v1",
        "evaluated_at": rfc3339(context.now),
        "request": _request(context, promotion, subject.environment, confirmed_by),
        "project": {
            "name": subject.project.name,
            "risk_tier": subject.project.risk_tier.value,
            "packs": subject.project.packs,
            "parameters": subject.project.parameters,
        },
        "model": describe_model(subject.model),
        "version": describe_version(context, version),
        "lineage": trace_lineage(context, version),
        "evidence": evidence.view_newest(),
        "first_evidence": evidence.view_first(),
        "contributors": contributors(context, promotion, version),
        "reviews": view_gate_reviews(context, promotion, version, evidence.digests, policy_revision),
        "waivers": view_gate_waivers(context, subject.model),
    }


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a request is about."""

    project: ProjectRow
    model: ModelRow
    version: VersionRow
    environment: EnvironmentRow


def _read_subject(context: Context, promotion: PromotionRow) -> _Subject:
    """All at once, with the run and the people, whom the session finds by their ids from then on."""
    named = {
        "model_id": promotion.model_id,
        "version_id": promotion.version_id,
        "environment_id": promotion.environment_id,
        "opened_by": promotion.opened_by,
    }
    row = context.session.exec(_SUBJECT, params=named).one()
    context.held += row
    return _Subject(*row[:4])


def contributors(context: Context, promotion: PromotionRow, version: VersionRow) -> list[str]:
    """Who registered these files, ever produced evidence of them, or opened the request; none may approve.

    Under whatever number: the same files registered again by somebody else are no other work. The request
    itself may be on no record, where somebody only asks what would be said of it.
    """
    named = {"model_id": version.model_id, "digest": version.digest}
    opener = _username(context, promotion.opened_by)
    return sorted({opener, *context.session.exec(_CONTRIBUTORS, params=named)})


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
            {"path": path, "size": size, "sha256": sha256}
            for path, size, sha256 in context.session.exec(_MANIFEST, params={"version_id": row.id})
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
    edges = list(context.session.exec(_SOURCES, params={"version_id": version.id}))
    return {
        "datasets": [_dataset(edge) for edge in edges if edge.source_kind is NodeKind.DATASET_VERSION],
        "run": _run(context.session.get(RunRow, version.run_id)) if version.run_id else None,
        "parents": [
            {"model": edge.model, "version": edge.parent, "digest": edge.parent_digest}
            for edge in edges
            if edge.source_kind is NodeKind.VERSION
        ],
    }


def _dataset(edge: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of `_SOURCES`
    return {
        "name": edge.name,
        "version": edge.number,
        "digest": edge.digest,
        "role": edge.role.value,
        "rows": edge.rows,
        # With what a datasheet has come to tell since it was written.
        "datasheet": Datasheet.model_validate(edge.datasheet).to_json(),
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


def evidence_digests(gate_input: GateInput) -> list[str]:
    """The digests of all evidence in an input document, in order."""
    return sorted(head.digest for head in gate_input.evidence.heads)


def _username(context: Context, user_id: UUID) -> str:
    (row,) = hold(context, UserRow, {user_id})
    return row.username


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
