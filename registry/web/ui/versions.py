"""Versions, and what starts from one: a promotion request, a model card."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from registry.contract.paging import MAX_LIMIT, ListPromotions, PageQuery
from registry.contract.promotions import OpenPromotion, OpenRollback
from registry.domain.lineage import NodeKind
from registry.domain.roles import Action
from registry.services import (
    deployments,
    evidence,
    lineage,
    projects,
    promotions,
    reports,
    version_views,
    versions,
)
from registry.web.edge import reading, writing
from registry.web.ui.abilities import abilities
from registry.web.ui.forms import field, form
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked
from registry.web.ui.readiness import readiness_of
from registry.web.ui.rivals import champion_among

blueprint = Blueprint("versions", __name__, url_prefix="/models/<model>")


@blueprint.get("/versions/<int:number>")
def show_version(model: str, number: int) -> Response:
    """One version in full."""
    with reading() as context:
        found, row = versions.read_version(context, model, number)
        view = version_views.view_version(context, row)
        node = (NodeKind.VERSION, row.id)
        champion = champion_among(deployments.list_deployments(context, model))
        return page(
            "versions/version.html",
            version=view,
            champion=champion.version if champion else None,
            measured=evidence.read_measured(context, model, number),
            readiness=readiness_of(context, model, number, projects.list_environments(context)),
            evidence=evidence.list_evidence(context, model, number, asked(PageQuery, "evidence")),
            upstream=lineage.trace(context, node, found.project_id, "upstream"),
            downstream=lineage.trace(context, node, found.project_id, "downstream"),
            requests=promotions.list_promotions(context, ListPromotions(model=model, limit=MAX_LIMIT)),
            reports=reports.list_reports(context, model, number, asked(PageQuery, "reports")),
            environments=projects.list_environments(context),
            can=abilities(
                context,
                view.project,
                Action.PROMOTION_OPEN,
                Action.REPORT_CREATE,
                Action.VERSION_REGISTER,
            ),
        )


@blueprint.post("/versions/<int:number>/promotions")
def open_promotion(model: str, number: int) -> Response:
    """Ask for the version to enter an environment."""
    command = form(
        OpenPromotion, model=model, version=number, environment=field("environment"), reason=field("reason")
    )
    with writing() as context:
        detail = promotions.open_promotion(context, command)
    return go_to(url_for("ui.promotions.show_promotion", promotion_id=detail.request.id, note="opened"))


@blueprint.post("/rollback")
def open_rollback(model: str) -> Response:
    """Ask for what was in an environment before to come back."""
    command = form(OpenRollback, model=model, environment=field("environment"), reason=field("reason"))
    with writing() as context:
        detail = promotions.open_rollback(context, command)
    return go_to(url_for("ui.promotions.show_promotion", promotion_id=detail.request.id, note="opened"))


@blueprint.post("/versions/<int:number>/model-cards")
def request_model_card(model: str, number: int) -> Response:
    """Have the model card rendered."""
    with writing() as context:
        job = reports.request_model_card(context, model, number)
    back = url_for("ui.versions.show_version", model=model, number=number, _anchor="reports")
    return go_to(url_for("ui.jobs.show_job", job_id=job.id, back=back))
