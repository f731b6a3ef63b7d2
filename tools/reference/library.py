"""The policies as the gate knows them: rules from annotations, packs and parameters from their files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from registry.gate.binary import find_opa
from registry.gate.catalog import read_library
from registry.gate.opa_command import run_opa
from registry.gate.policy_shapes import Library, Parameter

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def library() -> Library:
    """Rules, packs and parameters of the tree, checked against each other."""
    listed = run_opa(
        find_opa(), ["inspect", "--annotations", "--format", "json", "."], cwd=POLICIES / "modelwarden"
    )
    if listed.returncode != 0:
        raise SystemExit(f"OPA cannot list the annotations of the policies: {listed.stderr or listed.stdout}")
    return read_library(POLICIES, json.loads(listed.stdout)["annotations"])


def shown(value: Any) -> str:  # noqa: ANN401 - whatever a parameter may be
    """A parameter's value as people write it: `4/5`, `20`, `deny`, `a, b`."""
    match value:
        case {"num": num, "den": den}:
            return f"{num}/{den}"
        case list():
            return ", ".join(map(str, value)) or "(none)"
        case _:
            return str(value)


def kind_of(parameter: Parameter) -> str:
    """What its values are."""
    if parameter.choices and parameter.type == "choice":
        return f"one of {', '.join(parameter.choices)} (from lax to strict)"
    if parameter.choices:
        return f"names out of {', '.join(parameter.choices)}"
    return parameter.type
