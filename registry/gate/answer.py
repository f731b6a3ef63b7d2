"""Read what OPA sends: its JSON, its error documents, and what it says of itself."""

from __future__ import annotations

import json
from typing import Any

from registry.gate.binary import OpaRefusedError, parse_opa_version, refusal_reason
from registry.gate.entrypoint import BUNDLE


def parse_answer(body: bytes) -> dict[str, Any]:
    """A JSON object from OPA; raises `ValueError` on anything that readers might read differently."""
    value = json.loads(body, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates)
    if not isinstance(value, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - one error for all that is wrong with the text
    return value


def version_of(answer: dict[str, Any]) -> str | None:
    """OPA's version as its provenance tells it, if it does."""
    provenance = answer.get("provenance")
    version = provenance.get("version") if isinstance(provenance, dict) else None
    return version if isinstance(version, str) else None


def version_problem(version: str | None) -> str | None:
    """Why an OPA of this version may not decide, or None if it may."""
    if version is None:
        return "it does not tell its version"
    try:
        return refusal_reason(parse_opa_version(f"Version: {version}"))
    except OpaRefusedError:
        return f"{version[:80]!r} is not a version"


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("it names a member twice")
    return value


def problem_of(body: bytes) -> str | None:
    """What OPA says went wrong, with the first places; None if this is not OPA's error document."""
    try:
        problem = parse_answer(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(problem.get("code"), str) or not isinstance(problem.get("message"), str):
        return None
    return "; ".join([f"{problem['code']}: {problem['message']}", *_opa_places(problem.get("errors"))])


def _opa_places(errors: object) -> list[str]:
    places = []
    for error in (errors if isinstance(errors, list) else [])[:3]:
        if isinstance(error, dict):
            location = error.get("location")
            place = f" at {location.get('file')}:{location.get('row')}" if isinstance(location, dict) else ""
            places.append(f"{error.get('message')}{place}")
    return places


def revision_of(answer: dict[str, Any]) -> str | None:
    """The revision of our bundle that OPA answered from, if it names one."""
    node: object = answer
    for step in ("provenance", "bundles", BUNDLE, "revision"):
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, str) else None
