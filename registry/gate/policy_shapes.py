"""What stands around the Rego: rules as their annotations tell them, parameters, packs, and all in one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from registry.contract.base import Name, Text, Timestamp
from registry.contract.decision import Control
from registry.contract.gate_input import Tier


def _exact(value: object) -> object:
    """`4/5` as the fraction object that the gate compares with; anything else as it is."""
    if isinstance(value, str) and "/" in value:
        fraction = Fraction(value)
        return {"num": fraction.numerator, "den": fraction.denominator}
    return value


RuleId = Annotated[str, Field(pattern=r"^[A-Z]{3,5}-[0-9]{3}$")]
Pointer = Annotated[str, Field(pattern=r"^(/[a-z_]+)+$")]
Path = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
ParameterName = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$")]
ParameterValue = Annotated[Any, BeforeValidator(_exact)]
Values = dict[ParameterName, ParameterValue]
JsonType = Literal["array", "boolean", "number", "object", "string"]
Enforcement = Literal["deny", "warn"]


class PolicyShape(BaseModel):
    """A shape read from YAML. Unknown keys are refused: a misspelt key would be a rule switched off."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Rule(PolicyShape):
    """A rule of the catalogue. `family` and `name` are the last two parts of its package.

    `failure_msg` may hold `{subject}`, `{observed}` and `{threshold}`, which the gate fills in. `evidence`
    maps each JSON pointer that the rule cannot do without to the JSON type that it must find there.
    """

    id: RuleId
    family: Path
    name: Path
    title: Text
    description: Text
    since: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]{1,2}\.[0-9]+$")]
    severity: Literal["critical", "high", "medium", "low"]
    failure_msg: Text
    solution: Text
    evidence: Annotated[dict[Pointer, JsonType], Field(min_length=1)]
    params: list[ParameterName]
    controls: Annotated[list[Control], Field(min_length=1)]
    applies: Literal["always", "protected"] = "always"
    unwaivable: bool = False
    effective_on: Timestamp | None = None


class Parameter(PolicyShape):
    """A parameter: its kind, its default, and what a project may do to it. Choices go from lax to strict."""

    title: Text
    source: str = ""
    type: Literal["fraction", "integer", "choice", "names"]
    value: ParameterValue
    project_may: Literal["set", "tighten", "nothing"]
    stricter: Literal["higher", "lower"] | None = None
    choices: list[str] | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.type == "choice" and not self.choices:
            msg = "a choice needs its choices, from lax to strict"
            raise ValueError(msg)
        if self.type in {"fraction", "integer"} and self.project_may == "tighten" and not self.stricter:
            msg = "a number that may be tightened must say which way is stricter"
            raise ValueError(msg)
        return self

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - any YAML value
        """Whether a value is of this parameter's kind."""
        match self.type:
            case "fraction":
                return isinstance(value, dict) and value.keys() == {"num", "den"}
            case "integer":
                return isinstance(value, int) and not isinstance(value, bool) and value >= 0
            case "choice":
                return value in (self.choices or [])
            case "names":
                known = self.choices
                return isinstance(value, list) and all(
                    isinstance(name, str) and (known is None or name in known) for name in value
                )


class PackReference(PolicyShape):
    """The text that a pack is about. `applies_from` is the day on which its duties begin, if it has any."""

    framework: Text
    citation: Text
    url: Annotated[str, Field(pattern=r"^https://")]
    applies_from: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]$")] | None
    note: str = ""


class Pack(PolicyShape):
    """A named set of rules with their enforcement, and the parameter values that it brings.

    In force when it applies `always`, when the risk tier is among `tiers`, or when a project chooses it.
    """

    title: Text
    description: Text
    always: bool
    tiers: list[Tier] = []
    reference: PackReference | None
    rules: Annotated[dict[RuleId, Enforcement], Field(min_length=1)]
    parameters: Values


class Library(PolicyShape):
    """All of it, with every name that one part uses of another defined there."""

    rules: list[Rule]
    packs: dict[Name, Pack]
    defaults: dict[ParameterName, Parameter]
    tiers: dict[Tier, Values]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if problems := list(self._problems()):
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        ids = [rule.id for rule in self.rules]
        in_packs = {id_ for pack in self.packs.values() for id_ in pack.rules}
        yield from (
            f"{id_} is the id of more than one rule" for id_ in sorted(set(ids)) if ids.count(id_) > 1
        )
        yield from (f"a pack names {id_}, and there is no such rule" for id_ in sorted(in_packs - set(ids)))
        yield from (f"{id_} is in no pack, so it would never be asked" for id_ in sorted(set(ids) - in_packs))
        for rule in self.rules:
            unknown = sorted(set(rule.params) - set(self.defaults))
            yield from (
                f"{rule.id} needs {name}, which params/defaults.yaml does not define" for name in unknown
            )
        for place, values in self._overlays():
            yield from (
                f"the {place} value of {name} fits no parameter"
                for name in values
                if not self._fits(name, values)
            )

    def _overlays(self) -> Iterator[tuple[str, Values]]:
        yield "default", {name: parameter.value for name, parameter in self.defaults.items()}
        yield from ((f"tier {tier}", values) for tier, values in self.tiers.items())
        yield from ((f"pack {name}", pack.parameters) for name, pack in self.packs.items())

    def _fits(self, name: str, values: Values) -> bool:
        return name in self.defaults and self.defaults[name].fits(values[name])
