"""Projects and environments."""

from __future__ import annotations

from typing import Any, Literal

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


class ParameterInForceView(Shape):
    """A parameter, its value, and where that comes from.

    `project_may` is what a project's own value may do: `set`, `tighten` or `nothing`. `stated` is that value,
    and `refused` why it does not count, in which case the gate answers with an error until it is mended.
    """

    name: str
    title: str
    value: Any
    source: Literal["project", "tier", "pack", "default"]
    project_may: str
    stated: Any = None
    refused: str = ""


class ParametersView(Shape):
    """What the policy in force asks of a project, before anything is decided. `packs` are those in force."""

    project: str
    risk_tier: Tier
    policy_revision: str
    packs: list[str]
    parameters: list[ParameterInForceView]


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
