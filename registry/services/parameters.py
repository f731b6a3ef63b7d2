"""The parameters in force for a project, and where each comes from."""

from __future__ import annotations

from registry.contract.projects import ParameterInForceView, ParametersView
from registry.domain.roles import Action
from registry.gate.parameters import Settings, limits_of, packs_in_force, parameters_in_force
from registry.services.access import require
from registry.services.bundles import active_bundle
from registry.services.context import Context
from registry.services.projects import find_project


def read_parameters(context: Context, project: str) -> ParametersView:
    """What the policy in force asks of a project, before anything is decided.

    A model of a higher tier than its project is judged by that tier: each decision says what it used.
    """
    row = find_project(context, project)
    require(context, Action.PROJECT_READ, row.id)
    bundle = active_bundle(context)
    limits = limits_of(bundle.archive)
    settings = Settings(row.risk_tier.value, row.packs, row.parameters)
    return ParametersView(
        project=row.name,
        risk_tier=row.risk_tier.value,
        policy_revision=bundle.revision,
        packs=packs_in_force(limits, settings),
        parameters=[
            ParameterInForceView(
                name=one.name,
                title=one.title,
                value=one.value,
                source=one.source,
                project_may=one.project_may,
                stated=one.stated,
                refused=one.refused,
            )
            for one in parameters_in_force(limits, settings)
        ],
    )
