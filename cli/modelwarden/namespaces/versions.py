"""Versions: uploaded and registered once, immutable from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypedDict, Unpack

from modelwarden.directories import Files, collect_files
from modelwarden.downloads import download
from modelwarden.errors import IntegrityError
from modelwarden.namespaces.artifacts import Artifacts
from modelwarden.namespaces.base import Namespace, asked
from modelwarden.namespaces.models import Models
from modelwarden.objects.comparison import Comparison
from modelwarden.objects.jobs import Job
from modelwarden.objects.readiness import Readiness
from modelwarden.objects.versions import Version
from modelwarden.progress import OnTransfer
from modelwarden.routes import route
from modelwarden.transport import Transport

Ref = tuple[str, int]
"""A name and a version number, of a dataset or a model."""


class Origin(TypedDict, total=False):
    """Where a version comes from: dataset versions by use, parent versions, and the id of its run."""

    training: Sequence[Ref]
    validation: Sequence[Ref]
    evaluation: Sequence[Ref]
    parents: Sequence[Ref]
    run: str


class VersionFacts(Origin, total=False):
    """What is said about a version. `inputs` and `outputs` give types to names: `{"age": "integer"}`."""

    description: str
    framework: str
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float | int]
    tags: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    code_commit: str
    environment: str


class VersionFilters(TypedDict, total=False):
    """What to list. `tag` is `{name: value}`, all of which must be there."""

    digest: str
    tag: Mapping[str, str]
    registered_after: datetime | str
    registered_before: datetime | str
    order_by: str
    order: str


class Versions(Namespace):
    """The versions of registered models."""

    def __init__(self, transport: Transport, models: Models, artifacts: Artifacts) -> None:
        super().__init__(transport)
        self._models = models
        self._artifacts = artifacts

    def register(
        self,
        model: str,
        files: Files,
        *,
        on_transfer: OnTransfer | None = None,
        **facts: Unpack[VersionFacts],
    ) -> Version:
        """Upload files (or all files of a directory) and register them as the model's next version."""
        local = collect_files(files)
        project = self._models.get(model).project
        manifest = []
        for path, file in local.items():
            artifact = self._artifacts.upload(project, file, on_transfer=on_transfer)
            manifest.append({"path": path, "size": artifact.size, "sha256": artifact.sha256})
        body = {"files": manifest, **_body(facts)}
        return self._transport.send("POST", route("models", model, "versions"), Version, body)

    def list(self, model: str, **filters: Unpack[VersionFilters]) -> tuple[Version, ...]:
        """The versions of a model, newest first unless `order_by` and `order` say otherwise."""
        return self._transport.get_all(route("models", model, "versions"), Version, asked(filters))

    def get(self, model: str, version: int) -> Version:
        """One version."""
        return self._transport.get(route("models", model, "versions", version), Version)

    def compare(self, model: str, before: int, after: int) -> Comparison:
        """What changes from one version to another, for better, for worse, or otherwise."""
        return self._transport.get(route("models", model, "compare", f"{before}...{after}"), Comparison)

    def readiness(self, model: str, version: int, environment: str) -> Readiness:
        """Which checks would fail if the version were to enter an environment now. Nothing of it is kept."""
        path = route("models", model, "versions", version, "readiness", environment)
        return self._transport.get(path, Readiness)

    def request_scan(self, model: str, version: int) -> Job:
        """Have the files of a version scanned again; registering has them scanned once."""
        return self._transport.send("POST", route("models", model, "versions", version, "scan"), Job)

    def download(
        self, model: str, version: int, to: Path | str, *, on_transfer: OnTransfer | None = None
    ) -> Version:
        """Write the files of a version below the directory `to`, each verified by its digest."""
        found = self.get(model, version)
        for file in found.files:
            target = Path(to) / _inside(file.path)
            path = route("models", model, "versions", version, "files", *PurePosixPath(file.path).parts)
            download(self._transport, path, target, sha256=file.sha256, on_transfer=on_transfer)
        return found


def _body(facts: VersionFacts) -> dict[str, Any]:
    lineage = {
        "training": _datasets(facts.get("training", ())),
        "validation": _datasets(facts.get("validation", ())),
        "evaluation": _datasets(facts.get("evaluation", ())),
        "parents": [{"model": name, "version": number} for name, number in facts.get("parents", ())],
    }
    signature = {
        "inputs": _fields(facts.get("inputs", {})),
        "outputs": _fields(facts.get("outputs", {})),
    }
    rest = {name: value for name, value in facts.items() if name not in lineage and name not in signature}
    return {"lineage": lineage, "signature": signature, **rest}


def _datasets(refs: Sequence[Ref]) -> Sequence[dict[str, str | int]]:
    return [{"name": name, "version": number} for name, number in refs]


def _fields(types: Mapping[str, str]) -> Sequence[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in types.items()]


def _inside(path: str) -> PurePosixPath:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path:
        raise IntegrityError(
            f"The manifest names {path!r}, which leads out of the directory.",
            why="No registry lets such a path in, so this is not the answer of one.",
            remedy="Check the address of the registry.",
        )
    return pure
