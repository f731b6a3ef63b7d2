"""Champion and candidate: what is in a protected environment, and the newest version that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.contract.comparison import ComparisonView
from registry.contract.deployments import DeploymentView
from registry.contract.models import ModelView
from registry.services.comparison import compare_versions
from registry.services.context import Context


@dataclass(frozen=True, slots=True)
class Rivals:
    """`champion` is none while nothing is in a protected environment, `candidate` when it is the newest.

    With both of them, `comparison` holds one against the other.
    """

    champion: DeploymentView | None
    candidate: int | None
    comparison: ComparisonView | None


def rivals_of(context: Context, model: ModelView, deployed: Iterable[DeploymentView]) -> Rivals:
    """Who they are; the numbers of versions have no gaps, so that the newest is as high as there are."""
    champion = champion_among(deployed)
    newest = model.versions or None
    if champion is None or newest is None or newest == champion.version:
        return Rivals(champion, newest if champion is None else None, None)
    return Rivals(champion, newest, compare_versions(context, model.name, champion.version, newest))


def champion_among(deployed: Iterable[DeploymentView]) -> DeploymentView | None:
    """What is in a protected environment; of several, what has been there longest without a change."""
    protected = [one for one in deployed if one.protected]
    return min(protected, key=lambda one: one.since, default=None)


def version_to_show(
    model: ModelView, deployed: Iterable[DeploymentView], asked_for: int | None
) -> int | None:
    """The version that a tab is about: the one asked for, else the champion, else the newest, if any."""
    champion = champion_among(deployed)
    return asked_for or (champion.version if champion else model.versions) or None
