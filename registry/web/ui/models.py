"""Registered models."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListModels, ListPromotions, ListVersions, PageQuery
from registry.domain.roles import Action
from registry.services import aliases, models, projects, promotions, versions, waivers
from registry.web.edge import reading
from registry.web.ui.abilities import abilities
from registry.web.ui.pages import page
from registry.web.ui.paging import asked

blueprint = Blueprint("models", __name__, url_prefix="/models")


@blueprint.get("")
def list_models() -> Response:
    """The models that I may read."""
    with reading() as context:
        return page("models/list.html", models=models.list_models(context, asked(ListModels)))


@blueprint.get("/<model>")
def show_model(model: str) -> Response:
    """One model: who answers for it, its versions, where its aliases are and were."""
    with reading() as context:
        view = models.get_model(context, model)
        return page(
            "models/model.html",
            model=view,
            versions=versions.list_versions(context, model, asked(ListVersions, "versions")),
            history=aliases.alias_history(context, model, asked(PageQuery, "history")),
            requests=promotions.list_promotions(context, asked(ListPromotions, "requests", model=model)),
            waivers=waivers.list_waivers(context, model, asked(PageQuery, "waivers")),
            environments=projects.list_environments(context),
            can=abilities(context, view.project, Action.PROMOTION_OPEN),
        )
