"""Registered models, their versions and their aliases."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from registry.contract.base import Count, Digest, Name, Shape, Timestamp
from registry.contract.gate_input import SignatureInput, Tier

Paragraph = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=200)]
Reference = Annotated[str, Field(max_length=1000)]
Commit = Annotated[str, Field(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})?$")]
Tags = Annotated[dict[Short, Reference], Field(max_length=100)]


class CreateModel(Shape):
    """A new registered model."""

    project: Name
    name: Name
    risk_tier: Tier
    owner: Short = ""
    accountable_person: Short = ""
    intended_purpose: Paragraph = ""
    on_call: Short = ""
    escalation_path: Reference = ""
    runbook: Reference = ""
    fallback: Reference = ""
    tags: Tags = {}


class ChangeModel(Shape):
    """What to change; what is left out stays."""

    risk_tier: Tier | None = None
    owner: Short | None = None
    accountable_person: Short | None = None
    intended_purpose: Paragraph | None = None
    on_call: Short | None = None
    escalation_path: Reference | None = None
    runbook: Reference | None = None
    fallback: Reference | None = None
    tags: Tags | None = None


class AliasView(Shape):
    """What an alias points to."""

    alias: str
    environment: str | None
    protected: bool
    version: int
    moved_at: Timestamp


class ModelView(Shape):
    """A registered model."""

    id: str
    project: str
    name: str
    risk_tier: Tier
    owner: str
    accountable_person: str
    intended_purpose: str
    on_call: str
    escalation_path: str
    runbook: str
    fallback: str
    tags: dict[str, str]
    created_by: str
    created_at: Timestamp
    versions: int
    aliases: list[AliasView]


class FileRef(Shape):
    """A file of the manifest; its bytes were uploaded to the project before."""

    path: str
    size: Count
    sha256: Digest


class DatasetRef(Shape):
    """A dataset version by name and number."""

    name: Name
    version: Annotated[int, Field(ge=1)]


class VersionRef(Shape):
    """A version by model and number."""

    model: Name
    version: Annotated[int, Field(ge=1)]


class LineageRefs(Shape):
    """Where a version comes from."""

    training: list[DatasetRef] = []
    validation: list[DatasetRef] = []
    evaluation: list[DatasetRef] = []
    parents: list[VersionRef] = []


class RegisterVersion(Shape):
    """A new version. Its number is given by the registry, its identity by its files."""

    files: Annotated[list[FileRef], Field(min_length=1, max_length=10_000)]
    description: Paragraph = ""
    framework: Short = ""
    parameters: dict[str, Any] = {}
    metrics: dict[str, float | int] = {}
    tags: Tags = {}
    signature: SignatureInput = SignatureInput(inputs=[], outputs=[])
    code_commit: Commit = ""
    environment: Paragraph = ""
    run: str | None = None
    lineage: LineageRefs = LineageRefs()


class VersionView(Shape):
    """A version."""

    id: str
    project: str
    model: str
    version: int
    digest: Digest
    files: list[FileRef]
    description: str
    framework: str
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    tags: dict[str, str]
    signature: SignatureInput
    code_commit: str
    environment: str
    run: str | None
    registered_by: str
    registered_at: Timestamp
    aliases: list[str]
    scan_job: str | None = None


class MoveAlias(Shape):
    """Point an unprotected alias to a version; null takes it away."""

    version: Annotated[int, Field(ge=1)] | None


class AliasMoveView(Shape):
    """One step of an alias's history."""

    alias: str
    from_version: int | None
    to_version: int | None
    promotion: str | None
    moved_by: str
    moved_at: Timestamp
