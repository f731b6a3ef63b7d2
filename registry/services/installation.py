"""Setting an installation up, and asking how it is."""

from __future__ import annotations

from sqlmodel import select

from registry.contract.projects import CreateEnvironment
from registry.db.environments import EnvironmentRow
from registry.services.context import Context
from registry.services.projects import add_environment

DEFAULT_ENVIRONMENTS = (
    CreateEnvironment(name="production", alias="champion", protected=True),
    CreateEnvironment(name="staging", alias="challenger", protected=False),
)


def prepare_installation(context: Context) -> None:
    """Give an empty installation its two environments."""
    if context.session.exec(select(EnvironmentRow.id)).first() is None:
        for environment in DEFAULT_ENVIRONMENTS:
            add_environment(context, environment)
