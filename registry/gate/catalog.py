"""The data of the bundle: the catalogue of rules from their annotations, with packs, parameters and schema.

A pack that names a rule that does not exist, or a rule that needs a parameter that nobody defines, ends here
and never in a bundle.
"""

from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from registry.gate.errors import BundleBuildError
from registry.gate.policy_shapes import Library

_RULES = ["data", "modelwarden", "rules"]


def compile_data(policies: Path, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    """The bundle's `data.json`: `catalog`, `packs`, `params` and `schemas` under `modelwarden`.

    Args:
        policies: the tree with `packs/`, `params/` and `schemas/`.
        annotations: of the modules that go into the bundle, as `opa inspect -a -f json` lists them.

    Raises:
        BundleBuildError: something is missing, misspelt or defined twice; the reason says what and where.
    """
    library = read_library(policies, annotations).model_dump(mode="json", exclude_none=True)
    return {
        "modelwarden": {
            "catalog": {rule["id"]: rule for rule in sorted(library["rules"], key=itemgetter("id"))},
            "packs": library["packs"],
            "params": {"defaults": library["defaults"], "tiers": library["tiers"]},
            "schemas": {"gate_input": json.loads(_text(policies / "schemas" / "gate_input.json"))},
        }
    }


def read_library(policies: Path, annotations: list[dict[str, Any]]) -> Library:
    """Rules, packs and parameters, checked against each other: what catalogue, documentation and UI show.

    Raises:
        BundleBuildError: as `compile_data`.
    """
    try:
        return Library.model_validate(
            {
                "rules": [_rule(annotation) for annotation in annotations if _is_rule(annotation)],
                "packs": {path.stem: _yaml(path) for path in sorted((policies / "packs").glob("*.yaml"))},
                "defaults": _yaml(policies / "params" / "defaults.yaml"),
                "tiers": _yaml(policies / "params" / "tiers.yaml"),
            }
        )
    except ValidationError as error:
        raise _broken("The policies do not hang together.", str(error)) from error


def _is_rule(annotation: dict[str, Any]) -> bool:
    path = [part["value"] for part in annotation["path"]]
    is_package = annotation["annotations"].get("scope") == "package"
    return is_package and path[:3] == _RULES and not str(path[-1]).endswith("_test")


def _rule(annotation: dict[str, Any]) -> dict[str, Any]:
    """A rule as its annotation tells it, not yet checked; its package ends in family and name."""
    place = [part["value"] for part in annotation["path"]][len(_RULES) :]
    told = annotation["annotations"]
    said = {key: told[key] for key in ("title", "description") if key in told}
    return {**told.get("custom", {}), **said, "family": place[0], "name": "/".join(place[1:])}


def _yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds is validated by its shape
    try:
        return yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        raise _broken(f"{path.name} is not YAML.", str(error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise _broken(f"{path.name} cannot be read.", f"{error.strerror}: {path}.") from error


def _broken(what: str, why: str) -> BundleBuildError:
    return BundleBuildError(what, why=why, remedy="Mend it as policies/README.md says, and build again.")
