"""Versions: registered once, immutable from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import and_, bindparam, func, insert, inspect
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from registry.contract.data import JobView
from registry.contract.models import FileRef, RegisterVersion, VersionView
from registry.contract.paging import ListVersions, Page
from registry.db.columns import just
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.runs import RunRow
from registry.db.users import UserRow
from registry.db.versions import VersionFileRow, VersionRow, VersionTagRow
from registry.domain.clock import parse_rfc3339
from registry.domain.errors import InvalidInputError, NotFoundError
from registry.domain.ids import new_id
from registry.domain.job_states import JobKind
from registry.domain.manifest import ManifestFile, manifest_digest
from registry.domain.roles import Action
from registry.services.access import actor_of, require
from registry.services.artifacts import artifact_sizes, no_artifact
from registry.services.context import Context
from registry.services.jobs import enqueue_job, request_job
from registry.services.lineage import find_sources, link_version
from registry.services.models import (
    JUST_NAMES,
    READ_BY_NAME,
    find_model,
    hold_permitted,
    read_found,
    read_model,
)
from registry.services.paging import read_page
from registry.services.tags import digest_value, parse_tags
from registry.services.version_views import AS_GIVEN, view_registered, view_version, view_versions

_BY_NUMBER = (
    select(VersionRow, UserRow)
    .join(UserRow, col(UserRow.id) == VersionRow.registered_by)
    .where(VersionRow.model_id == bindparam("model_id"), VersionRow.number == bindparam("number"))
)
# A model with its project and the asker's roles in it is there also when there is no such version.
_READ_BY_NUMBER: Any = (
    READ_BY_NAME.outerjoin(
        VersionRow,
        and_(col(VersionRow.model_id) == ModelRow.id, col(VersionRow.number) == bindparam("number")),
    )
    .outerjoin(UserRow, col(UserRow.id) == VersionRow.registered_by)
    .add_columns(VersionRow, UserRow)
    .options(*JUST_NAMES, just(UserRow.username))
)
# Given by the statement that writes, which sees what was there when it began; the model is held by then.
_NEXT_NUMBER = (
    select(func.coalesce(func.max(VersionRow.number), 0) + 1)
    .where(VersionRow.model_id == bindparam("of_model"))
    .scalar_subquery()
)
_WRITE = insert(VersionRow).values(number=_NEXT_NUMBER).returning(col(VersionRow.number))
_WRITE_FILES, _WRITE_TAGS = insert(VersionFileRow), insert(VersionTagRow)


def register_version(context: Context, model_name: str, command: RegisterVersion) -> VersionView:
    """Add a version from uploaded files, with its lineage, and have its files scanned."""
    # Numbers are given under the model's lock, so that no two versions get the same one.
    model = hold_permitted(context, model_name, Action.VERSION_REGISTER)
    project = context.session.get_one(ProjectRow, model.project_id)
    digest = _check_files(context, project, command.files)
    run = _find_run(context, project, command.run)
    sources = find_sources(context, project, command.lineage, run.id if run else None)
    version = _write_version(context, model, command, digest=digest, run_id=run.id if run else None)
    link_version(context, version.id, sources)
    job_id = enqueue_job(context, JobKind.SCAN_VERSION, project.id, {"version_id": str(version.id)})
    context.record(
        "version.registered",
        ("version", f"{model.name}/{version.number}"),
        project_id=project.id,
        digest=digest,
        lineage=command.lineage.to_json(),
    )
    view = view_registered(context, model, version, command.files)
    return view.model_copy(update={"scan_job": str(job_id)})


def _write_version(
    context: Context,
    model: ModelRow,
    command: RegisterVersion,
    **known: Any,  # noqa: ANN401 - columns
) -> SimpleNamespace:
    """Write a version, its files and its tags; what its row has. Whoever calls holds the model."""
    context.session.flush()
    connection = context.session.connection()
    row = command.model_dump(mode="json", include=set(AS_GIVEN)) | known
    row |= {"id": new_id(), "model_id": model.id}
    row |= {"registered_by": actor_of(context).user_id, "registered_at": context.now}
    row["number"] = connection.execute(_WRITE, row | {"of_model": model.id}).scalar_one()
    files = [{"id": new_id(), "version_id": row["id"], **file.to_json()} for file in command.files]
    connection.execute(_WRITE_FILES, files)
    if tags := _tag_rows(row):
        connection.execute(_WRITE_TAGS, tags)
    return SimpleNamespace(**row)


def _tag_rows(version: dict[str, Any]) -> list[dict[str, Any]]:
    said = {name: version[name] for name in ("model_id", "number", "registered_at")}
    return [
        said | {"version_id": version["id"], "name": name, "value_digest": digest_value(value)}
        for name, value in version["tags"].items()
    ]


def request_scan(context: Context, model_name: str, number: int) -> JobView:
    """Have the files of a version scanned again."""
    model = find_model(context, model_name)
    require(context, Action.EVIDENCE_COMPUTE, model.project_id)
    version = find_version(context, model, number)
    payload = {"version_id": str(version.id)}
    return request_job(context, JobKind.SCAN_VERSION, model.project_id, payload)


def get_version(context: Context, model_name: str, number: int) -> VersionView:
    """One version."""
    return view_version(context, read_version(context, model_name, number)[1])


def list_versions(context: Context, model_name: str, asked: ListVersions | None = None) -> Page[VersionView]:
    """The versions of a model, newest first."""
    model = read_model(context, model_name)
    asked = asked or ListVersions()
    names = ["registered_at", "id"] if asked.order_by == "registered_at" else ["number"]
    query, columns = _matching(model, asked)
    keys = [columns[name] for name in names]
    rows, following = read_page(context, query, asked, keys, names=names, descending=asked.order == "desc")
    return Page(view_versions(context, model, rows), following)


def _matching(model: ModelRow, asked: ListVersions) -> tuple[Any, dict[str, Any]]:
    """The versions that are asked for, and the columns that they can be ordered by from an index."""
    query, columns = _tagged(model, asked.tag)
    if asked.digest is not None:
        query = query.where(VersionRow.digest == asked.digest)
    if asked.registered_after is not None:
        query = query.where(VersionRow.registered_at > parse_rfc3339(asked.registered_after))
    if asked.registered_before is not None:
        query = query.where(VersionRow.registered_at < parse_rfc3339(asked.registered_before))
    return query, columns


def _tagged(model: ModelRow, filters: list[str]) -> tuple[Any, dict[str, Any]]:
    """Versions of a model with all of these tags: found by the first, and each looked up for the others."""
    # Its columns and no objects: a page has up to hundreds, and nobody changes them.
    query: Any = sa_select(*inspect(VersionRow).columns)
    if not filters:
        row: Any = VersionRow
        columns = {"number": row.number, "registered_at": row.registered_at, "id": row.id}
        return query.where(row.model_id == model.id), columns
    first: Any = VersionTagRow
    query = query.join(first, first.version_id == VersionRow.id)
    for index, (name, value) in enumerate(parse_tags(filters)):
        tag: Any = aliased(VersionTagRow) if index else first
        if index:
            query = query.join(tag, tag.version_id == first.version_id)
        # The model is said of each, so that each can be found by the index of a model's tags.
        query = query.where(tag.model_id == model.id, tag.name == name, tag.value_digest == value)
    return query, {"number": first.number, "registered_at": first.registered_at, "id": first.version_id}


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
    asked = {"name": model_name, "number": number, "user_id": actor_of(context).user_id}
    found = context.session.exec(_READ_BY_NUMBER, params=asked).first()
    model, version, user = read_found(context, found)
    if version is None:
        raise _no_version(model, number)
    context.held += (version, user)
    return model, version


def find_version(context: Context, model: ModelRow, number: int) -> VersionRow:
    """The row of a version, and who registered it. Whoever calls has asked for permission."""
    found = context.session.exec(_BY_NUMBER, params={"model_id": model.id, "number": number}).first()
    if found is None:
        raise _no_version(model, number)
    context.held += found
    return found[0]


def _no_version(model: ModelRow, number: int) -> NotFoundError:
    return NotFoundError(
        f"Model {model.name!r} has no version {number}.",
        remedy=f"List them with `modelwarden version list {model.name}`.",
    )


def list_files(context: Context, version_id: UUID) -> list[VersionFileRow]:
    """The manifest, in its canonical order."""
    query = select(VersionFileRow).where(VersionFileRow.version_id == version_id)
    return list(context.session.exec(query.order_by(col(VersionFileRow.path))))


def _check_files(context: Context, project: ProjectRow, files: list[FileRef]) -> str:
    manifest = [_entry(index, file) for index, file in enumerate(files)]
    sizes = artifact_sizes(context, project, {file.sha256 for file in files})
    for index, file in enumerate(files):
        stored = sizes.get(file.sha256)
        if stored is None:
            raise no_artifact(project, file.sha256, f"/files/{index}/sha256")
        if stored != file.size:
            raise InvalidInputError(
                f"{file.path}: {file.size} bytes announced, {stored} bytes stored.",
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
