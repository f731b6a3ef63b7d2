"""Policies read back out of a bundle, as anybody may who has the archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from registry.domain.errors import IntegrityError
from registry.gate.bundle_archive import unpack
from registry.gate.policy_shapes import Library, Rule

_DATA = "data.json"


@dataclass(frozen=True, slots=True)
class Policies:
    """What a bundle holds: the library, the raw data that it was read from, and the Rego by module."""

    library: Library
    data: dict[str, Any]
    modules: dict[str, str]

    def rule(self, rule_id: str) -> Rule | None:
        """A rule by its id."""
        return next((rule for rule in self.library.rules if rule.id == rule_id), None)

    def module_of(self, rule: Rule) -> str:
        """Where the Rego of a rule is."""
        return f"modelwarden/rules/{rule.family}/{rule.name}.rego"


@lru_cache(maxsize=8)
def read_policies(archive: bytes) -> Policies:
    """The policies in a bundle's archive.

    Raises:
        IntegrityError: they are not of the form that this release knows.
    """
    files = unpack(archive)
    try:
        data: dict[str, Any] = json.loads(files[_DATA])["modelwarden"]
        library = Library.model_validate(
            {
                "rules": list(data["catalog"].values()),
                "packs": {name: _whole(pack) for name, pack in data["packs"].items()},
                "defaults": data["params"]["defaults"],
                "tiers": data["params"]["tiers"],
            }
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise IntegrityError(
            "The bundle cannot be read as policies.",
            why=f"Its data is not of the form that this release knows: {type(error).__name__}.",
            remedy="Download the bundle and read it with the release that published it.",
        ) from error
    modules = {name: content.decode() for name, content in sorted(files.items()) if name.endswith(".rego")}
    return Policies(library, data, modules)


def _whole(pack: dict[str, Any]) -> dict[str, Any]:
    """A pack with the nothings that a bundle leaves out."""
    reference = pack.get("reference")
    return pack | {"reference": reference and {"applies_from": None, **reference}}


def query_of(rule: Rule) -> str:
    """The Rego query for all that a rule measures."""
    return f"data.modelwarden.rules.{rule.family}.{rule.name.replace('/', '.')}.readings"
