"""The pages: server-rendered, one module per noun, every action a form."""

from __future__ import annotations

from flask import Blueprint

from registry.web.auth.sessions import authenticate_cookie
from registry.web.ui import (
    access,
    audit_log,
    break_glass,
    checks,
    comparison,
    datasets,
    decisions,
    downloads,
    evaluations,
    evidence,
    home,
    jobs,
    lineage,
    model_pages,
    models,
    people,
    policies,
    project_settings,
    projects,
    promotions,
    readiness,
    reports,
    search,
    sessions,
    tokens,
    versions,
)
from registry.web.ui.door import ask_to_log_in, refuse_forged_forms
from registry.web.ui.problems import register_error_pages
from registry.web.ui.templating import prepare_templates

NOUNS = (
    access,
    audit_log,
    break_glass,
    checks,
    comparison,
    datasets,
    decisions,
    downloads,
    evaluations,
    evidence,
    home,
    jobs,
    lineage,
    model_pages,
    models,
    people,
    policies,
    project_settings,
    projects,
    promotions,
    readiness,
    reports,
    search,
    sessions,
    tokens,
    versions,
)


def create_ui() -> Blueprint:
    """The blueprint of all pages."""
    ui = Blueprint(
        "ui", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
    )
    ui.record_once(lambda state: prepare_templates(state.app))
    ui.before_request(authenticate_cookie)
    ui.before_request(ask_to_log_in)
    ui.before_request(refuse_forged_forms)
    register_error_pages(ui)
    for noun in NOUNS:
        ui.register_blueprint(noun.blueprint)
    return ui
