"""What the person in front of a page may do there, with the reason when they may not."""

from __future__ import annotations

from registry.contract.people import AccessView
from registry.domain.roles import Action
from registry.services.access import actor_of
from registry.services.access_explanation import explain_access
from registry.services.context import Context
from registry.services.projects import find_project

Abilities = dict[str, AccessView]


def abilities(context: Context, project: str, *actions: Action) -> Abilities:
    """For each action, by name, whether the actor may do it in a project and why or why not."""
    found, username = find_project(context, project), actor_of(context).username
    return {action.value: explain_access(context, username, action, found) for action in actions}
