"""The gate's input document, `modelwarden.gate_input/v1`: everything that a decision may depend on.

It is validated, canonicalised, hashed and stored with the decision, so that the decision replays to the
same bytes. Anything that is not in here cannot matter.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.contract.base import Count, Digest, Line, Name, Shape, Timestamp
from registry.contract.gate_evidence import EvidenceSet, FirstEvidence
from registry.contract.rates import Fraction

Tier = Literal["prohibited", "high", "limited", "minimal"]
Parameter = Fraction | Count | bool | str | list[str]


class Target(Shape):
    """Where the version is to go."""

    environment: Name
    alias: Name
    protected: bool


class BreakGlass(Shape):
    """An emergency that two people answer for."""

    reason: str
    requested_by: Line
    confirmed_by: Line


class RequestInput(Shape):
    """The promotion request."""

    id: Line
    kind: Literal["promote", "rollback", "break_glass"]
    target: Target
    requested_by: Line
    requested_at: Timestamp
    reason: str
    break_glass: BreakGlass | None = None


class ProjectInput(Shape):
    """The project, with the packs it follows and its own parameters (which go before tier and default)."""

    name: Name
    risk_tier: Tier
    packs: list[Name]
    parameters: dict[str, Parameter]


class ModelInput(Shape):
    """The registered model and the people and papers behind it; empty text means nobody said."""

    name: Line
    risk_tier: Tier
    owner: str
    accountable_person: str
    intended_purpose: str
    on_call: str
    escalation_path: str
    runbook: str
    fallback: str


class FileInput(Shape):
    """One file of the manifest."""

    path: str
    size: Count
    sha256: Digest


class SignatureField(Shape):
    """A named input or output of the model."""

    name: str
    type: Literal["integer", "number", "string", "boolean", "timestamp"]


class SignatureInput(Shape):
    """The model's signature; empty lists when none was given."""

    inputs: list[SignatureField]
    outputs: list[SignatureField]


class VersionInput(Shape):
    """The version, by digest."""

    number: Annotated[int, Field(ge=1)]
    digest: Digest
    files: list[FileInput]
    registered_by: Line
    registered_at: Timestamp
    code_commit: str
    framework: str
    environment: str
    signature: SignatureInput
    description: str


class Datasheet(Shape):
    """What the data is, where it came from, and what it must not be used for (AI Act Annex IV 2(d))."""

    source: str = ""
    licence: str = ""
    collection: str = ""
    intended_use: str = ""
    known_gaps: str = ""
    sensitive_attributes: list[str] = []


class DatasetInput(Shape):
    """A dataset version that the version's lineage names."""

    name: Line
    version: Annotated[int, Field(ge=1)]
    digest: Digest
    role: Literal["training", "validation", "evaluation"]
    rows: Count
    datasheet: Datasheet


class RunInput(Shape):
    """What trained it."""

    id: Line
    name: str
    code_commit: str
    started_at: Timestamp | None
    ended_at: Timestamp | None
    parameters: dict[str, str]


class ParentInput(Shape):
    """A version that this one was made from."""

    model: Line
    version: Annotated[int, Field(ge=1)]
    digest: Digest


class LineageInput(Shape):
    """Where the version comes from."""

    datasets: list[DatasetInput]
    run: RunInput | None
    parents: list[ParentInput]


class ReviewInput(Shape):
    """A signed review. `standing` is false once anything that it was bound to has changed."""

    id: Line
    reviewer: Line
    role: Literal["validator", "risk_reviewer", "legal_reviewer"]
    verdict: Literal["approve", "reject", "request_changes"]
    meaning: str
    version_digest: Digest
    evidence_digests: list[Digest]
    policy_revision: str
    signed_at: Timestamp
    standing: bool


class WaiverInput(Shape):
    """A scoped, expiring exception from one rule."""

    id: Line
    rule_id: str
    model: Line
    version_digest: Digest | None
    environment: Name
    reason: str
    compensating_controls: str
    requested_by: Line
    approved_by: list[str]
    not_before: Timestamp
    expires_at: Timestamp
    revoked: bool


class GateInput(Shape):
    """The whole document."""

    schema_: Literal["modelwarden.gate_input/v1"] = Field(default="modelwarden.gate_input/v1", alias="schema")
    evaluated_at: Timestamp
    request: RequestInput
    project: ProjectInput
    model: ModelInput
    version: VersionInput
    lineage: LineageInput
    evidence: EvidenceSet
    # Absent in what was decided before it was put on record.
    first_evidence: list[FirstEvidence] | None = Field(default=None, exclude_if=lambda value: value is None)
    contributors: list[str]
    reviews: list[ReviewInput]
    waivers: list[WaiverInput]
