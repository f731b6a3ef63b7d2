"""The tabs of a model beside its overview; each is a page with its own address."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.contract.models import ModelView
from registry.contract.paging import ListPromotions, ListVersions, PageQuery, PickVersion
from registry.domain.lineage import NodeKind
from registry.domain.roles import Action, roles_permitting
from registry.services import (
    aliases,
    audit_log,
    deployments,
    evidence,
    lineage,
    models,
    projects,
    promotions,
    reports,
    versions,
    waivers,
)
from registry.services.context import Context
from registry.web.edge import reading
from registry.web.ui.abilities import abilities
from registry.web.ui.facets import chosen
from registry.web.ui.forms import form
from registry.web.ui.pages import page
from registry.web.ui.paging import asked
from registry.web.ui.rivals import champion_among, version_to_show

blueprint = Blueprint("model_pages", __name__, url_prefix="/models/<model>")

_GATED = (
    Action.VERSION_REGISTER,
    Action.PROMOTION_OPEN,
    Action.PROMOTION_REVIEW,
    Action.PROMOTION_APPLY,
    Action.PROMOTION_BREAK_GLASS,
    Action.WAIVER_REQUEST,
    Action.WAIVER_APPROVE,
    Action.ALIAS_MOVE,
    Action.PROJECT_CONFIGURE,
)


@blueprint.get("/versions")
def show_versions(model: str) -> Response:
    """All versions, newest first."""
    with reading() as context:
        view = models.get_model(context, model)
        champion = champion_among(deployments.list_deployments(context, model))
        return page(
            "models/versions.html",
            model=view,
            versions=versions.list_versions(context, model, asked(ListVersions, "versions")),
            champion=champion.version if champion else None,
        )


@blueprint.get("/promotions")
def show_promotions(model: str) -> Response:
    """Requests, where the aliases have been, and what is waived."""
    with reading() as context:
        view = models.get_model(context, model)
        return page(
            "models/promotions.html",
            model=view,
            history=aliases.alias_history(context, model, asked(PageQuery, "history")),
            requests=promotions.list_promotions(context, asked(ListPromotions, "requests", model=model)),
            waivers=waivers.list_waivers(context, model, asked(PageQuery, "waivers")),
            environments=projects.list_environments(context),
            can=abilities(context, view.project, Action.PROMOTION_OPEN),
        )


@blueprint.get("/lineage")
def show_lineage(model: str) -> Response:
    """What one of its versions comes from, and what came from it."""
    with reading() as context:
        view = models.get_model(context, model)
        number = _picked(context, view)
        up = down = None
        if number:
            found, row = versions.read_version(context, model, number)
            node = (NodeKind.VERSION, row.id)
            up = lineage.trace(context, node, found.project_id, "upstream")
            down = lineage.trace(context, node, found.project_id, "downstream")
        return page("models/lineage.html", model=view, number=number, upstream=up, downstream=down)


@blueprint.get("/card")
def show_card(model: str) -> Response:
    """What the model card is made of, and the cards that were made."""
    with reading() as context:
        view = models.get_model(context, model)
        number = _picked(context, view)
        return page(
            "models/card.html",
            model=view,
            number=number,
            version=versions.get_version(context, model, number) if number else None,
            measured=evidence.read_measured(context, model, number) if number else {},
            reports=reports.list_reports(context, model, number, asked(PageQuery, "reports"))
            if number
            else (),
            can=abilities(context, view.project, Action.REPORT_CREATE),
        )


@blueprint.get("/events")
def show_events(model: str) -> Response:
    """What happened to it, its versions and their requests."""
    with reading() as context:
        events = audit_log.list_model_events(context, model, asked(PageQuery))
        return page("models/events.html", model=models.get_model(context, model), events=events)


@blueprint.get("/settings")
def show_settings(model: str) -> Response:
    """What guards its environments, and who may do what; everybody who may read it may know."""
    with reading() as context:
        view = models.get_model(context, model)
        return page(
            "models/settings.html",
            model=view,
            project=projects.get_project(context, view.project),
            environments=projects.list_environments(context, asked(PageQuery, "environments")),
            deployed={one.environment: one for one in deployments.list_deployments(context, model)},
            roles={action.value: sorted(roles_permitting(action)) for action in _GATED},
            can=abilities(context, view.project, *_GATED),
        )


def _picked(context: Context, model: ModelView) -> int | None:
    """The version that the tab is about."""
    wanted = form(PickVersion, **chosen("version")).version if request.args.get("version") else None
    return version_to_show(model, deployments.list_deployments(context, model.name), wanted)
