"""Registered models: the list with its facets, and each model's overview."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response

from registry.contract.models import ModelView
from registry.contract.paging import FilterModels, ListModels, ListPromotions, PageQuery
from registry.services import deployments, models, promotions
from registry.services.context import Context
from registry.services.facets import count_models
from registry.services.policy_standing import standings
from registry.web.edge import reading
from registry.web.ui.facets import chosen, shown_facets, shown_filters
from registry.web.ui.forms import form
from registry.web.ui.pages import page
from registry.web.ui.paging import asked
from registry.web.ui.rivals import rivals_of
from registry.web.ui.spreadsheets import answer_csv

blueprint = Blueprint("models", __name__)

_FILTERS = ("name_prefix", "project", "owner", "risk_tier", "environment", "policy")
_RECENT = 5
_HEAD = ("model", "project", "owner", "risk_tier", "versions", "environments", "policy", "created_at")


@blueprint.get("/models")
def list_models() -> Response:
    """The models that I may read, narrowed to what the address says."""
    filters = chosen(*_FILTERS)
    with reading() as context:
        found = models.list_models(context, asked(ListModels, **filters))
        counted = count_models(context, form(FilterModels, **filters))
        return page(
            "models/list.html",
            models=found,
            standings=standings(context, found),
            total=counted.total,
            facets=shown_facets(counted, filters),
            filters=shown_filters(filters),
            chosen=filters,
        )


@blueprint.get("/models.csv")
def download_models() -> Response:
    """The same list as a table, all of it."""
    filters = chosen(*_FILTERS)
    with reading() as context:
        return answer_csv("models.csv", _HEAD, _rows(context, filters))


@blueprint.get("/models/<model>")
def show_model(model: str) -> Response:
    """One model: what is where, the newest version against it, and who answers for it."""
    with reading() as context:
        view = models.get_model(context, model)
        deployed = deployments.list_deployments(context, model, asked(PageQuery, "deployed"))
        return page(
            "models/model.html",
            model=view,
            deployed=deployed,
            rivals=rivals_of(context, view, deployed),
            requests=promotions.list_promotions(context, form(ListPromotions, model=model, limit=_RECENT)),
        )


def _rows(context: Context, filters: dict[str, str]) -> Iterator[tuple[object, ...]]:
    cursor = ""
    while True:
        found = models.list_models(context, form(ListModels, **filters, limit=200, cursor=cursor))
        policies = standings(context, found)
        yield from (_row(model, policies[model.name]) for model in found)
        cursor = found.next
        if not cursor:
            return


def _row(model: ModelView, policy: str) -> tuple[object, ...]:
    deployed = "; ".join(f"{one.environment}={one.version}" for one in model.aliases if one.environment)
    return (
        model.name,
        model.project,
        model.owner,
        model.risk_tier,
        model.versions,
        deployed,
        policy,
        model.created_at,
    )
