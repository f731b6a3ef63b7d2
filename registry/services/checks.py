"""One check of a promotion request: what its rule found, and how OPA came to it."""

from __future__ import annotations

import shlex
from uuid import UUID

from registry.contract.decision import Decision
from registry.contract.policies import CheckTraceView, CheckView
from registry.db.bundles import BundleRow
from registry.db.decisions import DecisionRow
from registry.domain.errors import IntegrityError, NotFoundError
from registry.domain.roles import Action
from registry.gate.explain import Detail, arguments, explain
from registry.gate.library import query_of, read_policies
from registry.services.access import require
from registry.services.context import Context
from registry.services.decisions import read_bundle
from registry.services.policies import rule_of
from registry.services.promotions import find_promotion

_REMEDY = "List the checks with `modelwarden promote show PROMOTION`."


def view_check(context: Context, promotion_id: UUID, rule_id: str) -> CheckView:
    """A rule in the latest decision on a request, with the Rego that it was judged by."""
    row = _latest(context, promotion_id)
    decision = _judged(row, rule_id)
    bundle = read_bundle(context, row)
    try:
        rule = rule_of(bundle, read_policies(bundle.archive), rule_id)
    except IntegrityError:
        rule = None  # A bundle of another release; the decision itself stands and is shown.
    used = rule.rule.params if rule else []
    return CheckView(
        promotion=str(promotion_id),
        decision=str(row.id),
        rule_id=rule_id,
        status=decision.evaluated[rule_id],
        summary=decision.rules[rule_id],
        findings=[
            finding
            for finding in (*decision.violations, *decision.waived, *decision.warnings)
            if finding.rule_id == rule_id
        ],
        errors=[error for error in decision.config_errors if error.rule_id == rule_id],
        params={name: decision.params_used[name].to_json() for name in used if name in decision.params_used},
        revision=bundle.revision,
        in_force=bundle.active,
        rule=rule,
    )


def trace_check(context: Context, promotion_id: UUID, rule_id: str, detail: Detail) -> CheckTraceView:
    """How OPA evaluates the rule on the stored input, under the bundle that decided."""
    row = _latest(context, promotion_id)
    _judged(row, rule_id)
    bundle = read_bundle(context, row)
    query = _query(bundle, rule_id)
    found = explain(context.platform.opa, bundle.archive, row.input_content, query, detail)
    return CheckTraceView(
        decision=str(row.id),
        rule_id=rule_id,
        detail=detail,
        command=shlex.join(["opa", *arguments(query), "--explain", detail, "--format", "pretty"]),
        opa=str(row.provenance.get("opa_version", "")),
        readings=found.value or [],
        trace=found.trace,
        cut=found.cut,
    )


def _latest(context: Context, promotion_id: UUID) -> DecisionRow:
    promotion = find_promotion(context, promotion_id)
    require(context, Action.PROJECT_READ, promotion.project_id)
    row = context.session.get(DecisionRow, promotion.decision_id) if promotion.decision_id else None
    if row is None:
        raise NotFoundError(
            "The gate has not decided on this request yet.",
            remedy=f"Have it judged with `modelwarden promote check {promotion_id}`.",
        )
    return row


def _judged(row: DecisionRow, rule_id: str) -> Decision:
    decision = Decision.from_bytes(row.decision_content)
    if rule_id not in decision.rules or rule_id not in decision.evaluated:
        raise NotFoundError(f"The decision knows no rule {rule_id!r}.", remedy=_REMEDY)
    return decision


def _query(bundle: BundleRow, rule_id: str) -> str:
    rule = read_policies(bundle.archive).rule(rule_id)
    if rule is None:
        raise NotFoundError(f"The bundle that decided has no rule {rule_id!r}.", remedy=_REMEDY)
    return query_of(rule)
