"""Policies as people read them."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object
from modelwarden.objects.decisions import Control, Finding


class Pack(Object):
    """A named set of rules with their enforcement."""

    name: str
    title: str
    description: str
    always: bool
    tiers: tuple[str, ...]
    reference: dict[str, Any] | None
    rules: dict[str, str]
    parameters: dict[str, Any]


class Rule(Object):
    """A rule of the bundle in force."""

    id: str
    family: str
    title: str
    description: str
    since: str
    severity: str
    failure: str
    solution: str
    evidence: dict[str, str]
    params: tuple[str, ...]
    controls: tuple[Control, ...]
    applies: str
    unwaivable: bool
    effective_on: str | None
    packs: dict[str, str]


class RuleSource(Object):
    """A rule with the Rego that decides it."""

    revision: str
    rule: Rule
    module: str
    source: str


class Parameter(Object):
    """A parameter, its default, and what tiers and packs make of it."""

    name: str
    title: str
    type: str
    value: Any
    project_may: str
    tiers: dict[str, Any]
    packs: dict[str, Any]


class Policies(Object):
    """Everything that the bundle in force holds."""

    revision: str
    bundle: str
    published_at: str
    packs: tuple[Pack, ...]
    rules: tuple[Rule, ...]
    parameters: tuple[Parameter, ...]


class Revision(Object):
    """A bundle that was ever published."""

    revision: str
    bundle: str
    key_id: str
    published_at: str
    in_force: bool


class Revisions(Object):
    """Bundles, newest first."""

    revisions: tuple[Revision, ...]


class PolicyChange(Object):
    """One thing that differs from the bundle before."""

    kind: str
    name: str
    what: str
    field: str = ""
    before: Any = None
    after: Any = None


class RevisionChanges(Object):
    """What a bundle changed against the one before it."""

    revision: Revision
    since: Revision | None
    changes: tuple[PolicyChange, ...]


class ParameterInForce(Object):
    """A value in a project, and where it came from."""

    name: str
    title: str
    value: Any
    source: str


class ProjectPolicies(Object):
    """What the gate applies in a project; not `known` before it was first asked about it."""

    project: str
    risk_tier: str
    revision: str
    known: bool
    packs: tuple[str, ...]
    parameters: tuple[ParameterInForce, ...]


class Check(Object):
    """One rule in the latest decision on a request."""

    promotion: str
    decision: str
    rule_id: str
    status: str
    findings: tuple[Finding, ...]
    params: dict[str, Any]
    revision: str
    in_force: bool
    rule: RuleSource | None


class CheckTrace(Object):
    """How OPA evaluates a rule on the stored input."""

    decision: str
    rule_id: str
    detail: str
    command: str
    readings: tuple[dict[str, Any], ...]
    trace: str
    cut: bool
