"""Versions: registered once, immutable from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from registry.contract.data import JobView
from registry.contract.models import FileRef, RegisterVersion, VersionView
from registry.contract.paging import ListVersions, Page
from registry.db.aliases import AliasRow
from registry.db.jobs import JobRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.runs import RunRow
from registry.db.users import UserRow
from registry.db.versions import VersionFileRow, VersionRow, VersionTagRow
from registry.domain.clock import parse_rfc3339, rfc3339
from registry.domain.errors import InvalidInputError, NotFoundError
from registry.domain.job_states import JobKind
from registry.domain.manifest import ManifestFile, manifest_digest
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.artifacts import find_artifact
from registry.services.context import Context
from registry.services.jobs import enqueue_job, view_job
from registry.services.lineage import link_version
from registry.services.models import find_model
from registry.services.paging import hold, read_page
from registry.services.tags import digest_value, parse_tags


def register_version(context: Context, model_name: str, command: RegisterVersion) -> VersionView:
    """Add a version from uploaded files, with its lineage, and have its files scanned."""
    model = find_model(context, model_name)
    actor = require(context, Action.VERSION_REGISTER, model.project_id)
    project = context.session.get_one(ProjectRow, model.project_id)
    digest = _check_files(context, project, command.files)
    run = _find_run(context, project, command.run)
    # Numbers are given under the model's lock, so that no two versions get the same one.
    find_model(context, model_name, lock=True)
    row = VersionRow(
        model_id=model.id,
        number=_next_number(context, model),
        digest=digest,
        **command.model_dump(
            mode="json",
            include={
                "description",
                "framework",
                "parameters",
                "metrics",
                "tags",
                "signature",
                "code_commit",
                "environment",
            },
        ),
        run_id=run.id if run else None,
        registered_by=actor.user_id,
        registered_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    for file in command.files:
        context.session.add(VersionFileRow(version_id=row.id, **file.to_json()))
    _keep_tags(context, row)
    link_version(context, project, row, command.lineage)
    job = enqueue_job(context, JobKind.SCAN_VERSION, project.id, {"version_id": str(row.id)})
    context.record(
        "version.registered",
        ("version", f"{model.name}/{row.number}"),
        project_id=project.id,
        digest=digest,
        lineage=command.lineage.to_json(),
    )
    context.session.flush()
    return view_version(context, row, scan_job=job)


def _keep_tags(context: Context, row: VersionRow) -> None:
    context.session.add_all(
        VersionTagRow(
            version_id=row.id,
            model_id=row.model_id,
            number=row.number,
            name=name,
            value_digest=digest_value(value),
        )
        for name, value in row.tags.items()
    )


def request_scan(context: Context, model_name: str, number: int) -> JobView:
    """Have the files of a version scanned again."""
    model = find_model(context, model_name)
    require(context, Action.EVIDENCE_COMPUTE, model.project_id)
    version = find_version(context, model, number)
    payload = {"version_id": str(version.id)}
    return view_job(context, enqueue_job(context, JobKind.SCAN_VERSION, model.project_id, payload))


def get_version(context: Context, model_name: str, number: int) -> VersionView:
    """One version."""
    return view_version(context, read_version(context, model_name, number)[1])


def list_versions(context: Context, model_name: str, asked: ListVersions | None = None) -> Page[VersionView]:
    """The versions of a model, newest first."""
    model = find_model(context, model_name)
    require(context, Action.PROJECT_READ, model.project_id)
    asked = asked or ListVersions()
    by_time = [col(VersionRow.registered_at), col(VersionRow.id)]
    keys: list[Any] = by_time if asked.order_by == "registered_at" else [col(VersionRow.number)]
    query = _matching(model, asked)
    rows, following = read_page(context, query, asked, keys, descending=asked.order == "desc")
    hold(context, UserRow, {row.registered_by for row in rows})
    hold(context, ProjectRow, {model.project_id})
    ids = [row.id for row in rows]
    files, aliases = _files(context, ids), _aliases(context, ids)
    return Page((_view(context, row, files[row.id], aliases.get(row.id, [])) for row in rows), following)


def _matching(model: ModelRow, asked: ListVersions) -> Any:  # noqa: ANN401 - select has no common type
    query = select(VersionRow).where(VersionRow.model_id == model.id)
    if asked.digest is not None:
        query = query.where(VersionRow.digest == asked.digest)
    if asked.registered_after is not None:
        query = query.where(VersionRow.registered_at > parse_rfc3339(asked.registered_after))
    if asked.registered_before is not None:
        query = query.where(VersionRow.registered_at < parse_rfc3339(asked.registered_before))
    for name, value in parse_tags(asked.tag):
        tagged = select(VersionTagRow.number).where(
            VersionTagRow.model_id == model.id,
            VersionTagRow.name == name,
            VersionTagRow.value_digest == value,
        )
        query = query.where(col(VersionRow.number).in_(tagged))
    return query


def open_version_file(context: Context, model_name: str, number: int, path: str) -> tuple[BinaryIO, int]:
    """A reader of one file of a version, and its size in bytes."""
    _, version = read_version(context, model_name, number)
    query = select(VersionFileRow).where(VersionFileRow.version_id == version.id, VersionFileRow.path == path)
    file = context.session.exec(query).first()
    if file is None:
        raise NotFoundError(f"Version {number} has no file {path!r}.", remedy="Its manifest lists its files.")
    return context.platform.storage.open(file.sha256), file.size


def read_version(context: Context, model_name: str, number: int) -> tuple[ModelRow, VersionRow]:
    """The rows of a version that the actor may read."""
    model = find_model(context, model_name)
    require(context, Action.PROJECT_READ, model.project_id)
    return model, find_version(context, model, number)


def find_version(context: Context, model: ModelRow, number: int) -> VersionRow:
    """The row of a version. Whoever calls has asked for permission."""
    query = select(VersionRow).where(VersionRow.model_id == model.id, VersionRow.number == number)
    row = context.session.exec(query).first()
    if row is None:
        raise NotFoundError(
            f"Model {model.name!r} has no version {number}.",
            remedy=f"List them with `modelwarden version list {model.name}`.",
        )
    return row


def list_files(context: Context, version_id: UUID) -> list[VersionFileRow]:
    """The manifest, in its canonical order."""
    query = (
        select(VersionFileRow)
        .where(VersionFileRow.version_id == version_id)
        .order_by(col(VersionFileRow.path))
    )
    return list(context.session.exec(query))


def view_version(context: Context, row: VersionRow, *, scan_job: JobRow | None = None) -> VersionView:
    """What the wire sees."""
    aliases = _aliases(context, [row.id]).get(row.id, [])
    return _view(context, row, list_files(context, row.id), aliases, scan_job)


def _files(context: Context, ids: list[UUID]) -> dict[UUID, list[VersionFileRow]]:
    query = (
        select(VersionFileRow)
        .where(col(VersionFileRow.version_id).in_(ids))
        .order_by(col(VersionFileRow.version_id), col(VersionFileRow.path))
    )
    return {key: list(rows) for key, rows in groupby(context.session.exec(query), lambda row: row.version_id)}


def _aliases(context: Context, ids: list[UUID]) -> dict[UUID, list[str]]:
    query = select(AliasRow).where(col(AliasRow.version_id).in_(ids)).order_by(col(AliasRow.name))
    found: dict[UUID, list[str]] = {}
    for row in context.session.exec(query):
        found.setdefault(row.version_id, []).append(row.name)
    return found


def _view(
    context: Context,
    row: VersionRow,
    files: list[VersionFileRow],
    aliases: list[str],
    scan_job: JobRow | None = None,
) -> VersionView:
    model = context.session.get_one(ModelRow, row.model_id)
    return VersionView.model_validate(
        row.model_dump(exclude={"model_id", "number", "run_id", "registered_by", "registered_at", "id"})
        | {
            "id": str(row.id),
            "project": context.session.get_one(ProjectRow, model.project_id).name,
            "model": model.name,
            "version": row.number,
            "files": [FileRef(path=f.path, size=f.size, sha256=f.sha256) for f in files],
            "run": str(row.run_id) if row.run_id else None,
            "registered_by": context.session.get_one(UserRow, row.registered_by).username,
            "registered_at": rfc3339(row.registered_at),
            "aliases": aliases,
            "scan_job": str(scan_job.id) if scan_job else None,
        }
    )


def _check_files(context: Context, project: ProjectRow, files: list[FileRef]) -> str:
    manifest = [_entry(index, file) for index, file in enumerate(files)]
    for index, file in enumerate(files):
        artifact = find_artifact(context, project, file.sha256, pointer=f"/files/{index}/sha256")
        if artifact.size != file.size:
            raise InvalidInputError(
                f"{file.path}: {file.size} bytes announced, {artifact.size} bytes stored.",
                why="The manifest must describe the bytes that were uploaded.",
                remedy="Upload the file that you mean, and give its own size and digest.",
                pointer=f"/files/{index}/size",
            )
    with _pointing("/files"):
        return manifest_digest(manifest)


def _entry(index: int, file: FileRef) -> ManifestFile:
    with _pointing(f"/files/{index}/path"):
        return ManifestFile(file.path, file.size, file.sha256)


@contextmanager
def _pointing(pointer: str) -> Iterator[None]:
    """The domain does not know where in the request its argument stood."""
    try:
        yield
    except InvalidInputError as error:
        error.pointer = f"{pointer}{error.pointer}"
        raise


def _find_run(context: Context, project: ProjectRow, run_id: str | None) -> RunRow | None:
    if run_id is None:
        return None
    try:
        row = context.session.get(RunRow, UUID(run_id))
    except ValueError:
        row = None
    if row is None or row.project_id != project.id:
        raise NotFoundError(
            f"Project {project.name!r} has no run {run_id}.",
            remedy="Record it with `modelwarden run create`.",
            pointer="/run",
        )
    return row


def _next_number(context: Context, model: ModelRow) -> int:
    newest = select(func.max(VersionRow.number)).where(VersionRow.model_id == model.id)
    return (context.session.exec(newest).one() or 0) + 1
