"""Policies: packs, rules, parameters, and the bundles that held them."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.policies import (
    PackView,
    PoliciesView,
    ProjectPoliciesView,
    RevisionChangesView,
    RevisionsView,
    RuleSourceView,
)
from registry.domain.canonical import parse_digest
from registry.services import policies, policy_revisions, project_policies
from registry.web.edge import answer, reading
from registry.web.operations import gives

blueprint = Blueprint("policies", __name__)


@blueprint.get("/policies")
@gives(PoliciesView, tagged=True)
def get_policies() -> Response:
    """Everything that the bundle in force holds."""
    with reading() as context:
        return answer(policies.view_policies(context))


@blueprint.get("/policies/packs/<pack>")
@gives(PackView, tagged=True)
def get_pack(pack: str) -> Response:
    """One pack in force."""
    with reading() as context:
        return answer(policies.view_pack(context, pack))


@blueprint.get("/policies/rules/<rule>")
@gives(RuleSourceView, tagged=True)
def get_rule(rule: str) -> Response:
    """One rule in force, with its Rego."""
    with reading() as context:
        return answer(policies.view_rule(context, rule))


@blueprint.get("/policies/revisions")
@gives(RevisionsView, tagged=True)
def list_revisions() -> Response:
    """The bundles that were ever published, newest first."""
    with reading() as context:
        return answer(policy_revisions.list_revisions(context))


@blueprint.get("/policies/revisions/<sha256>/changes")
@gives(RevisionChangesView, tagged=True)
def get_changes(sha256: str) -> Response:
    """What a bundle changed against the one before it."""
    with reading() as context:
        return answer(policy_revisions.view_changes(context, parse_digest(sha256)))


@blueprint.get("/projects/<project>/policies")
@gives(ProjectPoliciesView, tagged=True)
def get_project_policies(project: str) -> Response:
    """Packs and parameters in force in a project, as the gate resolves them."""
    with reading() as context:
        return answer(project_policies.view_project_policies(context, project))
