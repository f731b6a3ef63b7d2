"""Artifacts, datasets, runs and lineage."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from registry.contract.base import Digest, Line, Moment, Name, Shape, Timestamp
from registry.contract.evidence import DataProfileBody
from registry.contract.gate_input import Datasheet
from registry.contract.models import Commit


class ArtifactView(Shape):
    """Bytes that are stored."""

    sha256: Digest
    size: int


class CreateDataset(Shape):
    """A new dataset of a project."""

    name: Name
    description: Annotated[str, Field(max_length=4000)] = ""


class RegisterDatasetVersion(Shape):
    """A new dataset version from an uploaded CSV or Parquet file; the worker fingerprints and profiles it."""

    artifact: Digest
    datasheet: Datasheet = Datasheet()


class DatasetView(Shape):
    """A dataset."""

    id: str
    project: str
    name: str
    description: str
    versions: int


class DatasetVersionView(Shape):
    """A dataset version."""

    id: str
    project: str
    dataset: str
    version: int
    digest: Digest
    file_sha256: Digest
    rows: int
    columns: list[dict[str, Any]]
    profile: DataProfileBody
    datasheet: Datasheet
    registered_by: str
    registered_at: Timestamp


class CreateRun(Shape):
    """A training run, recorded after the fact."""

    name: Line
    code_commit: Commit = ""
    parameters: dict[str, str] = {}
    metrics: dict[str, float | int] = {}
    started_at: Moment | None = None
    ended_at: Moment | None = None


class RunView(Shape):
    """A run."""

    id: str
    project: str
    name: str
    code_commit: str
    parameters: dict[str, str]
    metrics: dict[str, Any]
    started_at: Timestamp | None
    ended_at: Timestamp | None
    created_by: str


class LineageNode(Shape):
    """A thing in the graph.

    `path` is where it is read, in API and pages alike; empty for a run. `current` is true for a deployment
    that still stands: what runs there now. `beyond` is how many edges more lead on from it, where the trace
    was told to stop there.
    """

    kind: Literal["dataset_version", "run", "version", "evidence", "deployment"]
    id: str
    label: str
    path: str = ""
    current: bool = False
    beyond: int = 0


class LineageEdge(Shape):
    """What came from what: `source` is older."""

    source: str
    target: str
    role: str


class LineageView(Shape):
    """All that one thing comes from, all that came from it, or both."""

    root: str
    direction: Literal["upstream", "downstream", "both"]
    nodes: list[LineageNode]
    edges: list[LineageEdge]


class JobView(Shape):
    """A background job. With `cancel_requested`, a running one stops at its next step unless it ends."""

    id: str
    kind: str
    project: str | None = None
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    progress: int
    message: str
    cancel_requested: bool = False
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_by: str
    created_at: Timestamp
    started_at: Timestamp | None
    finished_at: Timestamp | None
