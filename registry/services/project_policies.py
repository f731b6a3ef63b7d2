"""What the gate applies in one project, as the gate itself resolves it."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import col, select

from registry.contract.policies import ParameterInForce, ProjectPoliciesView
from registry.db.decisions import DecisionRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.domain.canonical import canonical_json
from registry.domain.roles import Action
from registry.gate.explain import evaluate
from registry.gate.library import read_policies
from registry.services.access import require
from registry.services.bundles import active_bundle
from registry.services.context import Context
from registry.services.projects import find_project

_QUERY = '{"parameters": data.modelwarden.lib.params.resolved, "packs": data.modelwarden.lib.packs.chosen}'


def view_project_policies(context: Context, name: str) -> ProjectPoliciesView:
    """Packs and parameters in force, resolved by OPA under the bundle in force.

    OPA is asked with the newest input that was stored for the project, in which the project stands as it does
    now and its model weighs no more than it: a heavier model has the parameters of its own tier.
    """
    project = find_project(context, name)
    require(context, Action.PROJECT_READ, project.id)
    bundle = active_bundle(context)
    question = _question(context, project)
    resolved: dict[str, Any] = {"parameters": {}, "packs": []}
    if question is not None:
        resolved = evaluate(context.platform.opa, bundle.archive, question, _QUERY) or resolved
    titles = read_policies(bundle.archive).library.defaults
    return ProjectPoliciesView(
        project=project.name,
        risk_tier=project.risk_tier.value,
        revision=bundle.revision,
        known=bool(resolved["parameters"]),
        packs=sorted(resolved["packs"]),
        parameters=[
            ParameterInForce.model_validate({"name": name, "title": titles[name].title, **found})
            for name, found in sorted(resolved["parameters"].items())
        ],
    )


def _question(context: Context, project: ProjectRow) -> bytes | None:
    query = (
        select(DecisionRow.input_content)
        .join(PromotionRow, col(PromotionRow.id) == col(DecisionRow.promotion_id))
        .where(PromotionRow.project_id == project.id)
        .order_by(col(DecisionRow.id).desc())
    )
    content = context.session.exec(query.limit(1)).first()
    if content is None:
        return None
    document = json.loads(content)
    document["project"] |= {
        "risk_tier": project.risk_tier.value,
        "packs": project.packs,
        "parameters": project.parameters,
    }
    document["model"]["risk_tier"] = project.risk_tier.value
    return canonical_json(document)
