"""What a report is rendered from: frozen, complete, and attached to the report itself as `report.json`.

A renderer reads nothing else. Every number on a page is in here, so the page can be checked against it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from registry.contract.base import Count, Digest, Line, Shape, Timestamp
from registry.contract.decision import Decision, Provenance
from registry.contract.evidence import EvidenceDocument
from registry.contract.gate_input import BreakGlass, GateInput, LineageInput, ModelInput, Tier, VersionInput
from registry.contract.models import AliasMoveView

EvidenceByDigest = dict[Digest, EvidenceDocument]
"""Evidence documents, each under the SHA-256 of its canonical bytes."""


class Installation(Shape):
    """Where the report was made. `development` says that its keys prove integrity and no identity."""

    name: Line
    url: str
    development: bool


class SignerNotice(Shape):
    """Who will seal the file: printed before the signature exists, so it names the certificate only."""

    name: Line
    certificate_sha256: Digest | None
    notice: str


class RequestRecord(Shape):
    """The promotion request at the time of the report. `closed_*` is null while it is alive."""

    id: Line
    state: Literal["open", "refused", "ready", "applied", "withdrawn"]
    kind: Literal["promote", "rollback", "break_glass"]
    reason: str
    opened_by: Line
    opened_at: Timestamp
    closed_by: Line | None
    closed_at: Timestamp | None
    break_glass: BreakGlass | None = None


class EventSubject(Shape):
    """What an event is about."""

    kind: Line
    id: Line


class EventRecord(Shape):
    """One event of the audit log, field for field as it was chained: its canonical bytes have its digest.

    `seq` and `previous` are of the whole log, so the event before it need not be of this request.
    """

    seq: Count
    id: Line
    at: Timestamp
    actor: str
    action: Line
    subject: EventSubject
    promotion: str | None
    details: dict[str, Any]
    previous: Digest | None


class AuditReportInput(Shape):
    """Everything that the audit report of one decision says.

    `people` gives printed names to logins, `fallen` the reasons why a review (by its id) no longer stands.
    """

    schema_: Literal["modelwarden.audit_report/v1"] = Field(
        default="modelwarden.audit_report/v1", alias="schema"
    )
    installation: Installation
    generated_at: Timestamp
    generated_by: Line
    signer: SignerNotice
    request: RequestRecord
    decision_id: Line
    gate_input: GateInput
    decision: Decision
    provenance: Provenance
    evidence: EvidenceByDigest
    alias_history: list[AliasMoveView]
    events: list[EventRecord]
    people: dict[str, str]
    fallen: dict[str, list[str]]


class DecisionSummary(Shape):
    """A decision as a model card mentions it."""

    id: Line
    request_id: Line
    environment: Line
    alias: Line
    outcome: Literal["allow", "needs_approval", "deny", "error"]
    request_state: Literal["open", "refused", "ready", "applied", "withdrawn"]
    decided_at: Timestamp
    policy_revision: str
    decision_digest: Digest
    break_glass: bool
    failing_rules: list[str]
    waived_rules: list[str]
    approved_by: list[str]


class Placement(Shape):
    """An alias that points to the version, with its environment if the alias belongs to one."""

    alias: Line
    environment: str | None
    protected: bool
    since: Timestamp


class ModelCardInput(Shape):
    """Everything that a model card says. Empty text means that nobody said; the card then says so too."""

    schema_: Literal["modelwarden.model_card/v1"] = Field(default="modelwarden.model_card/v1", alias="schema")
    installation: Installation
    generated_at: Timestamp
    generated_by: Line
    project: Line
    risk_tier: Tier
    model: ModelInput
    version: VersionInput
    licence: Annotated[str, Field(max_length=200)]
    tags: list[Line]
    lineage: LineageInput
    evidence: EvidenceByDigest
    decision: DecisionSummary | None
    placements: list[Placement]
