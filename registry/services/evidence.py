"""Evidence: asked for, computed by the worker, declared by people, and kept for ever."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import col, select

from registry.contract.data import JobView
from registry.contract.evidence import DeclaredBody, EvidenceDocument, EvidenceMethod, EvidenceSubject
from registry.contract.evidence_requests import ComputeEvidence, DeclareEvidence, EvaluateTable, EvidenceView
from registry.contract.paging import MAX_LIMIT, Page, PageQuery
from registry.db.datasets import DatasetVersionRow
from registry.db.evidence import EvidenceRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.canonical import digest_bytes
from registry.domain.clock import rfc3339
from registry.domain.evidence_kinds import DECLARED_KINDS, Assurance, EvidenceKind
from registry.domain.ids import id_after
from registry.domain.job_states import JobKind
from registry.domain.lineage import EdgeRole, NodeKind
from registry.domain.roles import Action
from registry.evidence.requests import EvidenceResult
from registry.services.access import actor_of, not_there, require
from registry.services.artifacts import find_artifact
from registry.services.context import Context
from registry.services.datasets import find_dataset_version
from registry.services.decision_rules import KINDS_THAT_DECIDE, refuse_other_decision_rule
from registry.services.jobs import request_job
from registry.services.lineage import link
from registry.services.models import find_model, hold_model
from registry.services.newest_evidence import newest_of_kind
from registry.services.paging import hold, read_page
from registry.services.reevaluation import want_reevaluation
from registry.services.versions import find_version, read_version
from registry.trust.dsse import sign_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import evidence_statement, statement_bytes

DECLARED = EvidenceMethod(name="declared", parameters={}, software={})


def request_evidence(context: Context, model_name: str, number: int, command: ComputeEvidence) -> JobView:
    """Have the worker compute evidence of a version from an uploaded evaluation table."""
    wanted = require_computable(context, model_name, number, command)
    find_artifact(context, wanted.project, command.artifact, pointer="/artifact")
    payload = command.to_json() | {
        "version_id": str(wanted.version.id),
        "dataset_version_id": str(wanted.dataset_version.id) if wanted.dataset_version else None,
    }
    return request_job(context, JobKind.COMPUTE_EVIDENCE, wanted.project.id, payload)


@dataclass(frozen=True, slots=True)
class Computable:
    """What evidence is to be computed of, and the dataset version that the table is said to be."""

    project: ProjectRow
    version: VersionRow
    dataset_version: DatasetVersionRow | None


def require_computable(context: Context, model_name: str, number: int, asked: EvaluateTable) -> Computable:
    """Ask for permission, and for everything else that can be known without the table itself."""
    model = find_model(context, model_name)
    require(context, Action.EVIDENCE_COMPUTE, model.project_id)
    version = find_version(context, model, number)
    project = context.session.get_one(ProjectRow, model.project_id)
    refuse_other_decision_rule(context, version, asked.spec.to_json())
    named = asked.dataset
    dataset = find_dataset_version(context, project, named.name, named.version) if named else None
    return Computable(project, version, dataset)


def declare_evidence(
    context: Context, model_name: str, number: int, command: DeclareEvidence
) -> EvidenceView:
    """Attach what somebody says. It is marked `declared`, and no rule takes it for a measurement."""
    model = find_model(context, model_name)
    actor = require(context, Action.EVIDENCE_ATTACH, model.project_id)
    version = find_version(context, model, number)
    document = EvidenceDocument(
        kind=command.kind,
        assurance="declared",
        subject=subject_of(model, version),
        inputs=[],
        dataset_version=None,
        method=DECLARED,
        produced_by=actor.username,
        produced_at=rfc3339(context.now),
        body=DeclaredBody(
            kind=command.kind, title=command.title, statement=command.statement, figures=command.figures
        ),
    )
    row = add_evidence(context, model, version, document)
    want_reevaluation(context, version.id, model.project_id)
    return view_evidence(context, row, newest=True)


def keep_computed(
    context: Context,
    version_id: UUID,
    results: list[EvidenceResult],
    *,
    dataset_version_id: UUID | None,
    job_id: UUID | None,
) -> list[EvidenceRow]:
    """Keep what the sandbox computed about a version, and have its living requests judged again."""
    version = context.session.get_one(VersionRow, version_id)
    model = context.session.get_one(ModelRow, version.model_id)
    actor = require(context, Action.EVIDENCE_COMPUTE, model.project_id)
    dataset = context.session.get(DatasetVersionRow, dataset_version_id) if dataset_version_id else None
    # Of two workers that would each keep a first decision rule, one waits here and then sees the other's.
    hold_model(context, model.id)
    rows = []
    for result in results:
        if result.body.kind in KINDS_THAT_DECIDE:
            refuse_other_decision_rule(context, version, result.method.parameters)
        document = EvidenceDocument(
            kind=result.body.kind,
            assurance=result.assurance,
            subject=subject_of(model, version),
            inputs=result.inputs,
            dataset_version=dataset.digest if dataset else None,
            method=result.method,
            produced_by=actor.username,
            produced_at=rfc3339(context.now),
            body=result.body,
        )
        rows.append(
            add_evidence(
                context, model, version, document, dataset_version_id=dataset_version_id, job_id=job_id
            )
        )
    want_reevaluation(context, version.id, model.project_id)
    return rows


def add_evidence(
    context: Context,
    model: ModelRow,
    version: VersionRow,
    document: EvidenceDocument,
    *,
    dataset_version_id: UUID | None = None,
    job_id: UUID | None = None,
) -> EvidenceRow:
    """Keep a document by its digest, join it to the lineage, and look again at what waits for it."""
    actor = actor_of(context)
    hold_model(context, model.id)  # Nothing is applied meanwhile on what was the newest evidence.
    content = document.canonical()
    row = EvidenceRow(
        id=id_after(_newest_id(context, version.id)),
        version_id=version.id,
        kind=EvidenceKind(document.kind),
        assurance=Assurance(document.assurance),
        digest=digest_bytes(content),
        content=content,
        envelope=_sign(context, document),
        dataset_version_id=dataset_version_id,
        job_id=job_id,
        produced_by=actor.user_id,
        produced_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    link(context, (NodeKind.EVIDENCE, row.id), (NodeKind.VERSION, version.id), EdgeRole.EVIDENCE_OF)
    if dataset_version_id:
        link(
            context,
            (NodeKind.DATASET_VERSION, dataset_version_id),
            (NodeKind.EVIDENCE, row.id),
            EdgeRole.EVALUATION,
        )
    context.record(
        "evidence.produced",
        ("version", f"{model.name}/{version.number}"),
        project_id=model.project_id,
        kind=row.kind.value,
        assurance=row.assurance.value,
        digest=row.digest,
    )
    return row


def _newest_id(context: Context, version_id: UUID) -> UUID | None:
    # The newest document counts, and after a clock was set back a fresh id could pass for an old one.
    ids = select(EvidenceRow.id).where(EvidenceRow.version_id == version_id)
    return context.session.exec(ids.order_by(col(EvidenceRow.id).desc()).limit(1)).first()


def _sign(context: Context, document: EvidenceDocument) -> bytes:
    """The DSSE envelope that says who produced the document, about which version, and how."""
    statement = evidence_statement(document.to_json())
    return sign_envelope(statement_bytes(statement), context.platform.keys.signer(KeyPurpose.ATTESTATION))


def read_measured(context: Context, model_name: str, number: int) -> dict[str, tuple[str, EvidenceDocument]]:
    """The newest documents that hold figures, with their digests, by kind, of what was measured."""
    _, version = read_version(context, model_name, number)
    found = {kind.value: newest_of_kind(context, version.id, kind) for kind in KINDS_THAT_DECIDE}
    return {kind: (row.digest, document_of(row)) for kind, row in found.items() if row is not None}


def list_evidence(
    context: Context, model_name: str, number: int, asked: PageQuery | None = None
) -> Page[EvidenceView]:
    """The evidence of a version, newest first."""
    _, version = read_version(context, model_name, number)
    # A list shows none of the documents themselves, which may be large.
    bytes_left_out = (defer(EvidenceRow.content), defer(EvidenceRow.envelope))  # type: ignore[arg-type]
    query = select(EvidenceRow).where(EvidenceRow.version_id == version.id).options(*bytes_left_out)
    asked = asked or PageQuery(limit=MAX_LIMIT)
    rows, following = read_page(context, query, asked, [col(EvidenceRow.id)], descending=True)
    hold(context, UserRow, {row.produced_by for row in rows})
    newest = _newest_ids(context, version.id)
    return Page((view_evidence(context, row, newest=_counts(row, newest)) for row in rows), following)


def _newest_ids(context: Context, version_id: UUID) -> set[UUID]:
    """The newest document of each computed kind, without reading any."""
    found = set()
    for kind in set(EvidenceKind) - DECLARED_KINDS:
        query = (
            select(EvidenceRow.id)
            .where(EvidenceRow.version_id == version_id, EvidenceRow.kind == kind)
            .order_by(col(EvidenceRow.id).desc())
        )
        found.add(context.session.exec(query.limit(1)).first())
    return {evidence_id for evidence_id in found if evidence_id is not None}


def _counts(row: EvidenceRow, newest: set[UUID]) -> bool:
    return row.kind in DECLARED_KINDS or row.id in newest


def read_evidence(context: Context, digest: str) -> bytes:
    """The exact bytes of a document by digest."""
    return read_evidence_row(context, digest).content


def read_attestation(context: Context, digest: str) -> bytes:
    """The signed statement about a document, by the document's digest."""
    return read_evidence_row(context, digest).envelope


def read_evidence_row(context: Context, digest: str) -> EvidenceRow:
    """The row of a document that the actor may read, by digest."""
    row = context.session.exec(select(EvidenceRow).where(EvidenceRow.digest == digest)).first()
    if row is None:
        raise not_there()
    version = context.session.get_one(VersionRow, row.version_id)
    model = context.session.get_one(ModelRow, version.model_id)
    require(context, Action.PROJECT_READ, model.project_id)
    return row


def document_of(row: EvidenceRow) -> EvidenceDocument:
    """The document that a row keeps."""
    return EvidenceDocument.from_bytes(row.content)


def subject_of(model: ModelRow, version: VersionRow) -> EvidenceSubject:
    """The version as evidence names it."""
    return EvidenceSubject(model=model.name, version=version.number, version_digest=version.digest)


def view_evidence(context: Context, row: EvidenceRow, *, newest: bool) -> EvidenceView:
    """What a list shows."""
    return EvidenceView(
        id=str(row.id),
        kind=row.kind.value,
        assurance=row.assurance.value,
        digest=row.digest,
        produced_by=context.session.get_one(UserRow, row.produced_by).username,
        produced_at=rfc3339(row.produced_at),
        newest=newest,
    )
