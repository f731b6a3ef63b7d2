"""Evidence: asked for, declared, listed, downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, overload

from modelwarden.downloads import download
from modelwarden.namespaces.artifacts import Artifacts
from modelwarden.namespaces.base import Namespace
from modelwarden.namespaces.jobs import Jobs
from modelwarden.namespaces.models import Models
from modelwarden.objects.evidence import Charts, Drifts, Evidence, EvidenceUses
from modelwarden.objects.jobs import Job
from modelwarden.progress import OnJob, OnTransfer
from modelwarden.routes import route
from modelwarden.transport import Transport

COMPUTED_KINDS = ("performance", "fairness", "explanation", "data_profile")


class EvidenceNamespace(Namespace):
    """Documents about versions, each immutable and named by its digest."""

    def __init__(self, transport: Transport, models: Models, artifacts: Artifacts, jobs: Jobs) -> None:
        super().__init__(transport)
        self._models = models
        self._artifacts = artifacts
        self._jobs = jobs

    @overload
    def compute(
        self,
        model: str,
        version: int,
        *,
        table: Path | str,
        spec: Mapping[str, Any],
        kinds: Sequence[str] = ...,
        dataset: tuple[str, int] | None = ...,
        wait: Literal[True] = ...,
        timeout: float | None = ...,
        on_transfer: OnTransfer | None = ...,
        on_progress: OnJob | None = ...,
    ) -> tuple[Evidence, ...]: ...

    @overload
    def compute(
        self,
        model: str,
        version: int,
        *,
        table: Path | str,
        spec: Mapping[str, Any],
        kinds: Sequence[str] = ...,
        dataset: tuple[str, int] | None = ...,
        wait: Literal[False],
        on_transfer: OnTransfer | None = ...,
    ) -> Job: ...

    def compute(  # noqa: PLR0913 - the parts of an evaluation
        self,
        model: str,
        version: int,
        *,
        table: Path | str,
        spec: Mapping[str, Any],
        kinds: Sequence[str] = COMPUTED_KINDS,
        dataset: tuple[str, int] | None = None,
        wait: bool = True,
        timeout: float | None = None,
        on_transfer: OnTransfer | None = None,
        on_progress: OnJob | None = None,
    ) -> tuple[Evidence, ...] | Job:
        """Upload an evaluation table (CSV or Parquet) and have the platform compute evidence from it.

        `spec` says which column is what (label, prediction or score and threshold, sensitive columns, ...).
        With `wait`, the newest evidence of these kinds; without, the job.
        """
        project = self._models.get(model).project
        artifact = self._artifacts.upload(project, table, on_transfer=on_transfer)
        body = {
            "artifact": artifact.sha256,
            "dataset": None if dataset is None else {"name": dataset[0], "version": dataset[1]},
            "spec": dict(spec),
            "kinds": [*kinds],
        }
        path = route("models", model, "versions", version, "evidence", "compute")
        job = self._transport.send("POST", path, Job, body)
        if not wait:
            return job
        self._jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
        return self.list_newest(model, version, kinds)

    def declare(
        self,
        model: str,
        version: int,
        *,
        title: str,
        statement: str,
        kind: str = "document",
        figures: Mapping[str, float | str | bool] | None = None,
    ) -> Evidence:
        """Attach what somebody says: a `document` or an `attestation`. It is marked `declared` for ever."""
        body = {"kind": kind, "title": title, "statement": statement, "figures": dict(figures or {})}
        path = route("models", model, "versions", version, "evidence")
        return self._transport.send("POST", path, Evidence, body)

    def list(self, model: str, version: int) -> tuple[Evidence, ...]:
        """All evidence of a version, newest first."""
        return self._transport.get_all(route("models", model, "versions", version, "evidence"), Evidence)

    def list_newest(self, model: str, version: int, kinds: Sequence[str]) -> tuple[Evidence, ...]:
        """The newest evidence of some kinds: what the gate looks at."""
        return tuple(found for found in self.list(model, version) if found.newest and found.kind in kinds)

    def get(self, digest: str) -> dict[str, Any]:
        """The document with this digest, as JSON."""
        document: dict[str, Any] = self._transport.exchange("GET", route("evidence", digest)).json()
        return document

    def download_attestation(self, digest: str, directory: Path | str) -> Path:
        """Write the signed statement about a document to a directory."""
        to = Path(directory) / f"evidence-{digest.removeprefix('sha256:')}.json"
        return download(self._transport, route("evidence", digest, "attestation"), to)

    def uses(self, digest: str) -> EvidenceUses:
        """Who signed a document, and which decisions and checks rest on it."""
        return self._transport.get(route("evidence", digest, "uses"), EvidenceUses)

    def drift(self, digest: str) -> Drifts:
        """A data profile against the training data, and against what other versions were evaluated on."""
        return self._transport.get(route("evidence", digest, "drift"), Drifts)

    def charts(self, digest: str) -> Charts:
        """What can be drawn of a document: the findings in words, and their figures."""
        return self._transport.get(route("evidence", digest, "charts"), Charts)

    def download_charts(self, digest: str, directory: Path | str) -> tuple[Path, ...]:
        """Write each chart to a directory, as a picture (SVG) and as figures (CSV)."""
        names = [
            f"{chart.name}.{ending}" for chart in self.charts(digest).charts for ending in ("svg", "csv")
        ]
        return tuple(
            download(self._transport, route("evidence", digest, "charts", name), Path(directory) / name)
            for name in names
        )

    def download(self, digest: str, directory: Path | str) -> Path:
        """Write the exact canonical bytes to a directory; their SHA-256 is the file's name."""
        to = Path(directory) / f"{digest.removeprefix('sha256:')}.json"
        return download(self._transport, route("evidence", digest), to, sha256=digest)
