"""Datasets and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlmodel import col, select

from registry.contract.data import (
    CreateDataset,
    DatasetVersionView,
    DatasetView,
    JobView,
    RegisterDatasetVersion,
)
from registry.contract.models import DatasetRef
from registry.contract.paging import MAX_LIMIT, Page, PageQuery
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.projects import ProjectRow
from registry.db.users import UserRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError, NotFoundError
from registry.domain.job_states import JobKind
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.artifacts import find_artifact
from registry.services.context import Context
from registry.services.jobs import request_job
from registry.services.paging import hold, in_batches, read_page

# Each name is looked up with each number: what nobody asked for stays little.
_REFS_AT_ONCE = 30
_NAMED = (
    select(DatasetRow.name, DatasetVersionRow.number, DatasetVersionRow.id)
    .join(DatasetVersionRow, col(DatasetVersionRow.dataset_id) == DatasetRow.id)
    .where(
        DatasetRow.project_id == bindparam("project_id"),
        col(DatasetRow.name).in_(bindparam("names", expanding=True)),
        col(DatasetVersionRow.number).in_(bindparam("numbers", expanding=True)),
    )
)


def create_dataset(context: Context, project: ProjectRow, command: CreateDataset) -> DatasetView:
    """Add a dataset to a project."""
    actor = require(context, Action.DATASET_WRITE, project.id)
    query = select(DatasetRow.id).where(DatasetRow.project_id == project.id, DatasetRow.name == command.name)
    if context.session.exec(query).first():
        raise ConflictError(
            f"Project {project.name!r} has a dataset {command.name!r} already.",
            why="A name is taken once in a project.",
            remedy="Register a version of that dataset, or choose another name.",
        )
    row = DatasetRow(
        project_id=project.id, **command.to_json(), created_by=actor.user_id, created_at=context.now
    )
    context.session.add(row)
    context.session.flush()
    context.record("dataset.created", ("dataset", row.name), project_id=project.id)
    return _view_datasets(context, project, [row])[0]


def list_datasets(context: Context, project: ProjectRow, asked: PageQuery | None = None) -> Page[DatasetView]:
    """The datasets of a project."""
    require(context, Action.PROJECT_READ, project.id)
    query = select(DatasetRow).where(DatasetRow.project_id == project.id)
    asked = asked or PageQuery(limit=MAX_LIMIT)
    rows, following = read_page(context, query, asked, [col(DatasetRow.name)], descending=False)
    return Page(_view_datasets(context, project, rows), following)


def request_dataset_version(
    context: Context, project: ProjectRow, name: str, command: RegisterDatasetVersion
) -> JobView:
    """Have the worker fingerprint and profile an uploaded table; the version appears when it is done."""
    require(context, Action.DATASET_WRITE, project.id)
    dataset = find_dataset(context, project, name)
    find_artifact(context, project, command.artifact, pointer="/artifact")
    payload = {"dataset_id": str(dataset.id), **command.to_json()}
    return request_job(context, JobKind.PROFILE_DATASET, project.id, payload)


def add_dataset_version(
    context: Context,
    dataset: DatasetRow,
    *,
    digest: str,
    file_sha256: str,
    columns: list[dict[str, Any]],
    profile: dict[str, Any],
    datasheet: dict[str, Any],
) -> DatasetVersionRow:
    """Write what the worker found as the next version of a dataset."""
    actor = require(context, Action.DATASET_WRITE, dataset.project_id)
    context.session.exec(select(DatasetRow).where(DatasetRow.id == dataset.id).with_for_update()).one()
    newest = select(func.max(DatasetVersionRow.number)).where(DatasetVersionRow.dataset_id == dataset.id)
    row = DatasetVersionRow(
        dataset_id=dataset.id,
        number=(context.session.exec(newest).one() or 0) + 1,
        digest=digest,
        file_sha256=file_sha256,
        rows=profile["rows"],
        columns=columns,
        profile=profile,
        datasheet=datasheet,
        registered_by=actor.user_id,
        registered_at=context.now,
    )
    context.session.add(row)
    context.record(
        "dataset.version_registered",
        ("dataset_version", f"{dataset.name}/{row.number}"),
        project_id=dataset.project_id,
        digest=digest,
        file=file_sha256,
    )
    return row


def list_dataset_versions(
    context: Context, project: ProjectRow, name: str, asked: PageQuery | None = None
) -> Page[DatasetVersionView]:
    """The versions of a dataset, newest first."""
    require(context, Action.PROJECT_READ, project.id)
    dataset = find_dataset(context, project, name)
    query = select(DatasetVersionRow).where(DatasetVersionRow.dataset_id == dataset.id)
    keys = [col(DatasetVersionRow.number)]
    rows, following = read_page(context, query, asked or PageQuery(), keys, descending=True)
    hold(context, UserRow, {row.registered_by for row in rows})
    return Page((view_dataset_version(context, row) for row in rows), following)


def get_dataset_version(context: Context, project: ProjectRow, name: str, number: int) -> DatasetVersionView:
    """One dataset version."""
    return view_dataset_version(context, read_dataset_version(context, project, name, number))


def read_dataset_version(context: Context, project: ProjectRow, name: str, number: int) -> DatasetVersionRow:
    """The row of a dataset version that the actor may read."""
    require(context, Action.PROJECT_READ, project.id)
    return find_dataset_version(context, project, name, number)


def find_dataset(context: Context, project: ProjectRow, name: str) -> DatasetRow:
    """The row of a dataset. Whoever calls has asked for permission."""
    query = select(DatasetRow).where(DatasetRow.project_id == project.id, DatasetRow.name == name)
    row = context.session.exec(query).first()
    if row is None:
        raise NotFoundError(
            f"Project {project.name!r} has no dataset {name!r}.",
            remedy=f"List them with `modelwarden dataset list --project {project.name}`.",
        )
    return row


def find_dataset_version(context: Context, project: ProjectRow, name: str, number: int) -> DatasetVersionRow:
    """The row of a dataset version. Whoever calls has asked for permission."""
    dataset = select(DatasetRow.id).where(DatasetRow.project_id == project.id, DatasetRow.name == name)
    query = select(DatasetVersionRow).where(
        DatasetVersionRow.dataset_id == dataset.scalar_subquery(), DatasetVersionRow.number == number
    )
    row = context.session.exec(query).first()
    if row is None:
        find_dataset(context, project, name)
        raise NotFoundError(
            f"Dataset {name!r} has no version {number}.",
            why="Versions are numbered from 1, in the order in which they were registered.",
            remedy=f"List them with `modelwarden dataset versions {name} --project {project.name}`.",
        )
    return row


def find_dataset_versions(
    context: Context, project: ProjectRow, refs: Sequence[DatasetRef]
) -> dict[DatasetRef, UUID]:
    """The ids of dataset versions, all of which there must be. Whoever calls has asked for permission."""
    found: dict[tuple[str, int], UUID] = {}
    for some in in_batches(refs, _REFS_AT_ONCE):
        asked = {"names": {ref.name for ref in some}, "numbers": {ref.version for ref in some}}
        rows = context.session.connection().execute(_NAMED, asked | {"project_id": project.id})
        found |= {(row.name, row.number): row.id for row in rows}
    return {
        ref: found.get((ref.name, ref.version))
        or find_dataset_version(context, project, ref.name, ref.version).id
        for ref in refs
    }


def view_dataset_version(context: Context, row: DatasetVersionRow) -> DatasetVersionView:
    """What the wire sees."""
    dataset = context.session.get_one(DatasetRow, row.dataset_id)
    fields = row.model_dump(
        include={"digest", "file_sha256", "rows", "columns", "profile", "datasheet"},
    )
    return DatasetVersionView.model_validate(
        fields
        | {
            "id": str(row.id),
            "project": context.session.get_one(ProjectRow, dataset.project_id).name,
            "dataset": dataset.name,
            "version": row.number,
            "registered_by": context.session.get_one(UserRow, row.registered_by).username,
            "registered_at": rfc3339(row.registered_at),
        },
        strict=False,
    )


def _view_datasets(context: Context, project: ProjectRow, rows: list[DatasetRow]) -> list[DatasetView]:
    # Numbers have no gaps, and the highest is found without counting.
    highest = (
        select(func.max(DatasetVersionRow.number))
        .where(DatasetVersionRow.dataset_id == DatasetRow.id)
        .scalar_subquery()
    )
    ids = [row.id for row in rows]
    counts = dict(
        context.session.exec(select(DatasetRow.id, highest).where(col(DatasetRow.id).in_(ids))).all()
    )
    return [
        DatasetView(
            id=str(row.id),
            project=project.name,
            name=row.name,
            description=row.description,
            versions=counts.get(row.id) or 0,
        )
        for row in rows
    ]
