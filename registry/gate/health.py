"""How OPA is: its version, the policies it has, and why it could not take up newer ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.gate.answer import parse_answer, revision_of, version_of, version_problem
from registry.gate.entrypoint import BUNDLE

_OK = 200


@dataclass(frozen=True, slots=True)
class GateHealth:
    """What OPA told of itself; None is what it did not tell.

    `bundle_error` is set while the newest bundle is refused; OPA then goes on deciding under the last good
    one, and its own health check stays green, so this is where a tampered bundle shows.
    `problem` says why it may not decide at all.
    """

    reachable: bool
    opa_version: str | None = None
    active_revision: str | None = None
    bundle_error: str | None = None
    problem: str | None = None

    @property
    def may_decide(self) -> bool:
        """Whether a decision can be expected from it."""
        return self.reachable and self.problem is None and self.active_revision is not None


def read_status(status: int, body: bytes) -> GateHealth | None:
    """The health in an answer to `GET /v1/status`; None if this OPA keeps no status."""
    answer = _document(status, body)
    if answer is None:
        return None
    bundle = _member(answer, "result", "bundles", BUNDLE)
    code = _text(_member(bundle, "code"))
    return _health(
        _text(_member(answer, "result", "labels", "version")),
        _text(_member(bundle, "active_revision")),
        f"{code}: {_text(_member(bundle, 'message'))}" if code else None,
    )


def read_provenance(status: int, body: bytes) -> GateHealth:
    """The health in any answer with provenance, which does not tell whether newer policies were refused."""
    answer = _document(status, body)
    if answer is None:
        return GateHealth(reachable=False, problem=f"HTTP {status}: the answer is not OPA's.")
    return _health(version_of(answer), revision_of(answer), None)


def _health(version: str | None, revision: str | None, bundle_error: str | None) -> GateHealth:
    problem = version_problem(version)
    return GateHealth(
        reachable=True,
        opa_version=version,
        active_revision=revision,
        bundle_error=bundle_error,
        problem=f"This OPA may not decide: {problem}." if problem else None,
    )


def _document(status: int, body: bytes) -> dict[str, Any] | None:
    if status != _OK:
        return None
    try:
        return parse_answer(body)
    except (ValueError, RecursionError):
        return None


def _member(node: object, *steps: str) -> object:
    for step in steps:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def _text(node: object) -> str | None:
    return node if isinstance(node, str) and node else None
