"""Versions: numbers 1, 2, 3 ... in each model, and identities that are those of their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlmodel import col, select

from registry.db.models import ModelRow
from registry.db.versions import VersionFileRow, VersionRow
from registry.domain.errors import InvalidInputError
from registry.domain.manifest import ManifestFile, manifest_digest
from registry.services.context import Context
from registry.services.invariants.events import details_of, events_of
from registry.services.invariants.violation import Violation


def check_numbers(context: Context) -> Iterator[Violation]:
    """A model's versions are numbered from 1 on, no number twice and none left out."""
    numbers: dict[UUID, list[int]] = defaultdict(list)
    query = select(VersionRow.model_id, VersionRow.number)
    for model_id, number in context.session.exec(query):
        numbers[model_id].append(number)
    for model_id, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield Violation("version-number", f"model {model_id}", f"its versions are {sorted(found)}")


def check_versions(context: Context) -> Iterator[Violation]:
    """A version's digest is that of its files, and one event tells of its registration with that digest."""
    manifests = _manifests(context)
    told: dict[str, list[str]] = defaultdict(list)
    for event, content in events_of(context, "version.registered"):
        told[event.subject_id].append(str(details_of(content).get("digest")))
    models = dict(context.session.exec(select(ModelRow.id, ModelRow.name)).all())
    rows = context.session.exec(
        select(VersionRow.id, VersionRow.model_id, VersionRow.number, VersionRow.digest)
    )
    for version_id, model_id, number, digest in rows:
        subject = f"version {version_id}"
        computed = _digest(manifests.pop(version_id, []))
        if computed != digest:
            yield Violation("version-manifest", subject, f"it is {digest}, its files are {computed}")
        events = told.pop(f"{models.get(model_id)}/{number}", [])
        if events != [digest]:
            yield Violation("version-manifest", subject, f"it is {digest}, events tell of {events}")
    for name in told:
        yield Violation("version-manifest", f"version {name}", "an event tells of it, and it is not there")


def _manifests(context: Context) -> dict[UUID, list[tuple[str, int, str]]]:
    found: dict[UUID, list[tuple[str, int, str]]] = defaultdict(list)
    rows = select(VersionFileRow.version_id, VersionFileRow.path, VersionFileRow.size, VersionFileRow.sha256)
    for version_id, path, size, sha256 in context.session.exec(rows.order_by(col(VersionFileRow.path))):
        found[version_id].append((path, size, sha256))
    return found


def _digest(files: list[tuple[str, int, str]]) -> str:
    try:
        return manifest_digest([ManifestFile(*file) for file in files])
    except InvalidInputError as error:
        return f"no manifest ({error.what})"
