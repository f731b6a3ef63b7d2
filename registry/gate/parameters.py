"""Which value of each parameter is in force for a project, and where it comes from.

The gate resolves this itself for every decision (`policies/modelwarden/lib/params.rego`), and each decision
lists what it used. This says the same before there is a decision; a test holds both to one answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from registry.gate.bundle_archive import unpack
from registry.gate.policy_shapes import Parameter

Source = Literal["project", "tier", "pack", "default"]


@dataclass(frozen=True, slots=True)
class InForce:
    """One parameter. `refused` says why a value of the project's own, `stated`, does not count."""

    name: str
    title: str
    value: Any
    source: Source
    project_may: str
    stated: Any = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says about itself."""

    tier: str
    packs: Sequence[str]
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a bundle's data says about parameters: what each is, and what packs and tiers say of them."""

    defaults: Mapping[str, Parameter]
    packs: Mapping[str, Mapping[str, Any]]
    tiers: Mapping[str, Mapping[str, Any]]


def limits_of(archive: bytes) -> Limits:
    """The limits in the archive of a bundle."""
    data = json.loads(unpack(archive)["data.json"])["modelwarden"]
    defaults = {name: Parameter.model_validate(one) for name, one in data["params"]["defaults"].items()}
    return Limits(defaults, data["packs"], data["params"]["tiers"])


def packs_in_force(limits: Limits, settings: Settings) -> list[str]:
    """The packs that apply always, to the tier, or because the project chose them."""
    return sorted(
        name
        for name, pack in limits.packs.items()
        if pack["always"] or settings.tier in pack.get("tiers", []) or name in settings.packs
    )


def parameters_in_force(limits: Limits, settings: Settings) -> list[InForce]:
    """Every parameter, and those that a project states and nobody knows."""
    known = [_resolve(limits, settings, name) for name in sorted(limits.defaults)]
    unknown = [
        InForce(name, "", None, "project", "nothing", stated, "there is no parameter of this name")
        for name, stated in sorted(settings.parameters.items())
        if name not in limits.defaults
    ]
    return known + unknown


def _resolve(limits: Limits, settings: Settings, name: str) -> InForce:
    spec = limits.defaults[name]
    value, source = _without_project(limits, settings, name)
    if name not in settings.parameters:
        return InForce(name, spec.title, value, source, spec.project_may)
    stated = settings.parameters[name]
    refused = _objection(spec, stated, value, source)
    if refused:
        return InForce(name, spec.title, value, source, spec.project_may, stated, refused)
    return InForce(name, spec.title, stated, "project", spec.project_may, stated)


def _without_project(limits: Limits, settings: Settings, name: str) -> tuple[Any, Source]:
    tier = limits.tiers.get(settings.tier, {})
    if name in tier:
        return tier[name], "tier"
    said = [limits.packs[pack]["parameters"] for pack in packs_in_force(limits, settings)]
    values = [values[name] for values in said if name in values]
    if values and all(value == values[0] for value in values):
        return values[0], "pack"
    return limits.defaults[name].value, "default"


def _objection(spec: Parameter, stated: Any, base: Any, source: Source) -> str:  # noqa: ANN401 - any value
    if not spec.fits(stated):
        return f"it is not a {spec.type}"
    if spec.project_may == "nothing":
        return "a project may not set it"
    if spec.project_may == "tighten" and not _as_strict(spec, stated, base):
        return f"a project may only tighten it, and the value of the {source} holds"
    return ""


def _as_strict(spec: Parameter, value: Any, other: Any) -> bool:  # noqa: ANN401 - values that fit
    match spec.type:
        case "choice":
            choices = spec.choices or []
            return choices.index(value) >= choices.index(other)
        case "names":
            return set(other) <= set(value)
        case _ if spec.stricter == "higher":
            return _exact(value) >= _exact(other)
        case _:
            return _exact(value) <= _exact(other)


def _exact(value: Any) -> Fraction:  # noqa: ANN401 - a number or a fraction object
    return Fraction(value["num"], value["den"]) if isinstance(value, dict) else Fraction(value)
