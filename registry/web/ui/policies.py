"""Policies: packs, rules, parameters, and what each bundle changed."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.domain.canonical import parse_digest
from registry.services import policies, policy_revisions, project_policies
from registry.services.projects import list_projects
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("policies", __name__)


@blueprint.get("/policies")
def list_policies() -> Response:
    """Packs, rules, parameters and revisions."""
    with reading() as context:
        view = policies.view_policies(context)
        revisions = policy_revisions.list_revisions(context).revisions
        projects = [*list_projects(context)]
    return page("policies/list.html", policies=view, revisions=revisions, projects=projects)


@blueprint.get("/policies/<pack>")
def show_pack(pack: str) -> Response:
    """One pack, with its rules."""
    with reading() as context:
        view = policies.view_pack(context, pack)
        held = policies.view_policies(context)
    rules = {rule.id: rule for rule in held.rules}
    return page("policies/pack.html", pack=view, rules=rules, revision=held.revision)


@blueprint.get("/policies/rules/<rule>")
def show_rule(rule: str) -> Response:
    """One rule, with its Rego."""
    with reading() as context:
        view = policies.view_rule(context, rule)
        held = policies.view_policies(context)
    used = [parameter for parameter in held.parameters if parameter.name in view.rule.params]
    return page("policies/rule.html", shown=view, rule=view.rule, parameters=used)


@blueprint.get("/policies/revisions/<sha256>")
def show_revision(sha256: str) -> Response:
    """One bundle, and what it changed."""
    with reading() as context:
        view = policy_revisions.view_changes(context, parse_digest(sha256))
    return page("policies/revision.html", shown=view)


@blueprint.get("/projects/<project>/policies")
def show_project_policies(project: str) -> Response:
    """What the gate applies in a project."""
    with reading() as context:
        view = project_policies.view_project_policies(context, project)
        held = policies.view_policies(context)
    return page("policies/project.html", shown=view, packs={pack.name: pack for pack in held.packs})
