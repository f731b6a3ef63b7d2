"""What the gate would say of a version, environment by environment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response

from registry.contract.projects import EnvironmentView
from registry.contract.readiness import ReadinessView
from registry.domain.errors import GateUnavailableError
from registry.domain.roles import Action
from registry.services.context import Context
from registry.services.evidence import list_evidence
from registry.services.readiness import judge_readiness
from registry.web.edge import reading
from registry.web.ui.abilities import abilities
from registry.web.ui.pages import page

blueprint = Blueprint("readiness", __name__, url_prefix="/models/<model>/versions/<int:number>/readiness")

_ASKED_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Readiness:
    """One environment: what the gate would say, or why it did not; neither while it was not asked."""

    environment: EnvironmentView
    view: ReadinessView | None = None
    problem: str = ""


@blueprint.get("/<environment>")
def show_readiness(model: str, number: int, environment: str) -> Response:
    """Every check as it would go now, with what would be owed. No request is opened by it."""
    with reading() as context:
        view = judge_readiness(context, model, number, environment)
        return page(
            "readiness/readiness.html",
            view=view,
            evidence=list_evidence(context, model, number),
            can=abilities(context, view.project, Action.PROMOTION_OPEN),
        )


def readiness_of(
    context: Context, model: str, number: int, environments: Iterable[EnvironmentView]
) -> list[Readiness]:
    """Of the first protected environments at once, lest a page ask the gate hundreds of times.

    A gate that gives no answer is not asked again, and hinders nobody from reading the page.
    """
    found: list[Readiness] = []
    ordered = sorted(environments, key=lambda one: not one.protected)
    for index, environment in enumerate(ordered):
        down = found and found[-1].problem
        if down or index >= _ASKED_AT_ONCE:
            found.append(Readiness(environment, problem=found[-1].problem))
            continue
        try:
            found.append(Readiness(environment, judge_readiness(context, model, number, environment.name)))
        except GateUnavailableError as error:
            found.append(Readiness(environment, problem=str(error)))
    return found
