"""Projects and environments."""

from __future__ import annotations

from pydantic import Field

from registry.contract.base import Line, Name, Shape, Timestamp
from registry.contract.gate_input import Parameter, Tier


class CreateProject(Shape):
    """A new project; its creator does not become a member by it."""

    name: Name
    title: Line
    risk_tier: Tier
    packs: list[Name] = ["fairness"]
    parameters: dict[str, Parameter] = {}


class ChangeProject(Shape):
    """What to change; what is left out stays."""

    title: Line | None = None
    risk_tier: Tier | None = None
    packs: list[Name] | None = None
    parameters: dict[str, Parameter] | None = None


class ProjectView(Shape):
    """A project."""

    id: str
    name: str
    title: str
    risk_tier: Tier
    packs: list[str]
    parameters: dict[str, Parameter]
    created_at: Timestamp
    revision: int


class CreateEnvironment(Shape):
    """An environment and the alias that says what is in it."""

    name: Name
    alias: Name
    protected: bool = Field(description="A protected environment's alias moves only by an applied promotion.")


class EnvironmentView(Shape):
    """An environment."""

    name: str
    alias: str
    protected: bool
