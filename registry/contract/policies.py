"""The policies as people read them: packs, rules, parameters, and the bundles that held them."""

from __future__ import annotations

from typing import Any, Literal

from registry.contract.base import Digest, Shape, Timestamp
from registry.contract.decision import CheckStatus, ConfigError, Control, Finding, RuleSummary


class PackReferenceView(Shape):
    """The text that a pack is about; `applies_from` is the day on which its duties begin, if it has any."""

    framework: str
    citation: str
    url: str
    applies_from: str | None
    note: str


class PackView(Shape):
    """A pack. It is in force `always`, for the risk `tiers` named, or when a project chooses it."""

    name: str
    title: str
    description: str
    always: bool
    tiers: list[str]
    reference: PackReferenceView | None
    rules: dict[str, Literal["deny", "warn"]]
    parameters: dict[str, Any]


class RuleView(Shape):
    """A rule. `evidence` are the places of the gate's input that it cannot do without, with their types."""

    id: str
    family: str
    title: str
    description: str
    since: str
    severity: Literal["critical", "high", "medium", "low"]
    failure: str
    solution: str
    evidence: dict[str, str]
    params: list[str]
    controls: list[Control]
    applies: Literal["always", "protected"]
    unwaivable: bool
    effective_on: Timestamp | None
    packs: dict[str, Literal["deny", "warn"]]


class RuleSourceView(Shape):
    """A rule with the Rego that decides it, under one revision."""

    revision: str
    rule: RuleView
    module: str
    source: str


class ParameterView(Shape):
    """A parameter: its default, and what packs, tiers and projects may make of it."""

    name: str
    title: str
    source: str
    type: Literal["fraction", "integer", "choice", "names"]
    value: Any
    project_may: Literal["set", "tighten", "nothing"]
    stricter: Literal["higher", "lower"] | None
    choices: list[str] | None
    tiers: dict[str, Any]
    packs: dict[str, Any]


class PoliciesView(Shape):
    """All policies of one bundle."""

    revision: str
    bundle: Digest
    published_at: Timestamp
    packs: list[PackView]
    rules: list[RuleView]
    parameters: list[ParameterView]


class RevisionView(Shape):
    """A bundle that was ever published; one is in force."""

    revision: str
    bundle: Digest
    key_id: str
    published_at: Timestamp
    in_force: bool


class PolicyChange(Shape):
    """One thing that differs from the bundle before. `before` or `after` is null where there was none."""

    kind: Literal["rule", "pack", "parameter", "tier", "module", "schema"]
    name: str
    what: Literal["added", "removed", "changed"]
    field: str = ""
    before: Any = None
    after: Any = None


class RevisionChangesView(Shape):
    """What a bundle changed; `since` is the one published before it, null for the first."""

    revision: RevisionView
    since: RevisionView | None
    changes: list[PolicyChange]


class ParameterInForce(Shape):
    """A value as the gate resolves it for a project, and where it came from."""

    name: str
    title: str
    value: Any
    source: Literal["project", "tier", "pack", "default"]


class ProjectPoliciesView(Shape):
    """What the gate applies in a project whose models weigh no more than the project itself.

    `known` is false where the gate was never asked about the project.
    """

    project: str
    risk_tier: str
    revision: str
    known: bool
    packs: list[str]
    parameters: list[ParameterInForce]


class CheckView(Shape):
    """One rule in the latest decision on a promotion request: what it found, and by what it judged.

    `rule` is null when the bundle that decided is not readable as policies any more.
    """

    promotion: str
    decision: str
    rule_id: str
    status: CheckStatus
    summary: RuleSummary
    findings: list[Finding]
    errors: list[ConfigError]
    params: dict[str, Any]
    revision: str
    in_force: bool
    rule: RuleSourceView | None


class TraceQuery(Shape):
    """How much of the evaluation to tell: where it failed, or every step."""

    detail: Literal["fails", "full"] = "fails"


class CheckTraceView(Shape):
    """OPA's own account of how it evaluated a rule on the stored input, made anew on demand.

    `readings` is all that the rule measured, also where it is in order. `cut` says that lines are left out.
    """

    decision: str
    rule_id: str
    detail: Literal["fails", "full"]
    command: str
    opa: str
    readings: list[dict[str, Any]]
    trace: str
    cut: bool


class RevisionsView(Shape):
    """The bundles that were published, newest first, at most a hundred."""

    revisions: list[RevisionView]
