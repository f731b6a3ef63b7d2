"""Search over everything that the actor may see: by a part of a name, by id, by the beginning of a digest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from registry.contract.search import HitKind, HitView, Search, SearchView
from registry.db.datasets import DatasetRow
from registry.db.evidence import EvidenceRow
from registry.db.models import ModelRow
from registry.db.planning import begins_with
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.roles import Scope
from registry.services.access import actor_with, in_visible_projects
from registry.services.context import Context
from registry.services.promotion_views import view_promotions

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{4,64})")
_Finder = Callable[[Context, str, int], list[HitView]]


def search(context: Context, asked: Search) -> SearchView:
    """What is called like that, in projects that the actor may read; people are known to everybody."""
    actor_with(context, Scope.READ)
    wanted = asked.q.strip().lower()
    items: list[HitView] = []
    more: list[HitKind] = []
    for kind, find in _FINDERS.items():
        found = find(context, wanted, asked.limit + 1) if wanted else []
        items += found[: asked.limit]
        more += [kind] if len(found) > asked.limit else []
    return SearchView(q=asked.q, items=items, more=more)


def _models(context: Context, wanted: str, limit: int) -> list[HitView]:
    query = (
        select(ModelRow, ProjectRow)
        .join(ProjectRow, col(ProjectRow.id) == ModelRow.project_id)
        .where(in_visible_projects(context, col(ModelRow.project_id)), _holds(ModelRow.name, wanted))
        .order_by(col(ModelRow.name))
        .limit(limit)
    )
    return [
        HitView(kind="model", title=model.name, detail=project.name, path=f"/models/{model.name}")
        for model, project in context.session.exec(query)
    ]


def _versions(context: Context, wanted: str, limit: int) -> list[HitView]:
    query = (
        select(VersionRow, ModelRow)
        .join(ModelRow, col(ModelRow.id) == VersionRow.model_id)
        .where(in_visible_projects(context, col(ModelRow.project_id)))
        .order_by(col(VersionRow.id).desc())
        .limit(limit)
    )
    return [
        HitView(
            kind="version",
            title=f"{model.name} version {version.number}",
            detail=version.digest,
            path=f"/models/{model.name}/versions/{version.number}",
        )
        for version, model in _by_digest(context, query, VersionRow.digest, wanted)
    ]


def _promotions(context: Context, wanted: str, limit: int) -> list[HitView]:
    here = in_visible_projects(context, col(PromotionRow.project_id))
    query = (
        select(PromotionRow)
        .join(ModelRow, col(ModelRow.id) == PromotionRow.model_id)
        .where(here, _is_request(wanted))
        .order_by(col(PromotionRow.id).desc())
        .limit(limit)
    )
    return [
        HitView(
            kind="promotion",
            title=f"{one.model} version {one.version} → {one.environment}",
            detail=f"{one.state}; {one.reason[:120]}",
            path=f"/promotions/{one.id}",
        )
        for one in view_promotions(context, list(context.session.exec(query)))
    ]


def _datasets(context: Context, wanted: str, limit: int) -> list[HitView]:
    query = (
        select(DatasetRow, ProjectRow)
        .join(ProjectRow, col(ProjectRow.id) == DatasetRow.project_id)
        .where(in_visible_projects(context, col(DatasetRow.project_id)), _holds(DatasetRow.name, wanted))
        .order_by(col(DatasetRow.name), col(DatasetRow.id))
        .limit(limit)
    )
    return [
        HitView(
            kind="dataset",
            title=dataset.name,
            detail=project.name,
            path=f"/projects/{project.name}/datasets/{dataset.name}",
        )
        for dataset, project in context.session.exec(query)
    ]


def _evidence(context: Context, wanted: str, limit: int) -> list[HitView]:
    query = (
        select(EvidenceRow.kind, EvidenceRow.digest, ModelRow.name, VersionRow.number)
        .join(VersionRow, col(VersionRow.id) == EvidenceRow.version_id)
        .join(ModelRow, col(ModelRow.id) == VersionRow.model_id)
        .where(in_visible_projects(context, col(ModelRow.project_id)))
        .order_by(col(EvidenceRow.id).desc())
        .limit(limit)
    )
    return [
        HitView(
            kind="evidence",
            title=f"{kind.value.replace('_', ' ')} of {model} version {number}",
            detail=digest,
            path=f"/evidence/{digest}",
        )
        for kind, digest, model, number in _by_digest(context, query, EvidenceRow.digest, wanted)
    ]


def _projects(context: Context, wanted: str, limit: int) -> list[HitView]:
    named = or_(_holds(ProjectRow.name, wanted), _holds(ProjectRow.title, wanted))
    query = (
        select(ProjectRow)
        .where(in_visible_projects(context, col(ProjectRow.id)), named)
        .order_by(col(ProjectRow.name))
        .limit(limit)
    )
    return [
        HitView(kind="project", title=row.title, detail=row.name, path=f"/projects/{row.name}")
        for row in context.session.exec(query)
    ]


def _people(context: Context, wanted: str, limit: int) -> list[HitView]:
    named = or_(_holds(UserRow.username, wanted), _holds(UserRow.display_name, wanted))
    query = select(UserRow).where(named).order_by(col(UserRow.username)).limit(limit)
    return [
        HitView(kind="person", title=row.display_name, detail=row.username, path="/people")
        for row in context.session.exec(query)
    ]


_FINDERS: dict[HitKind, _Finder] = {
    "model": _models,
    "version": _versions,
    "promotion": _promotions,
    "dataset": _datasets,
    "evidence": _evidence,
    "project": _projects,
    "person": _people,
}


def _holds(column: Any, wanted: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    found: ColumnElement[bool] = func.lower(column).contains(wanted, autoescape=True)
    return found


def _is_request(wanted: str) -> ColumnElement[bool]:
    try:
        return col(PromotionRow.id) == UUID(wanted)
    except ValueError:
        return or_(_holds(ModelRow.name, wanted), _holds(PromotionRow.reason, wanted))


def _by_digest(context: Context, query: Any, column: Any, wanted: str) -> list[Any]:  # noqa: ANN401 - as above
    digits = _DIGEST.fullmatch(wanted)
    if digits is None:
        return []
    dialect = context.session.get_bind().dialect.name
    return [*context.session.exec(query.where(begins_with(col(column), f"sha256:{digits[1]}", dialect)))]
