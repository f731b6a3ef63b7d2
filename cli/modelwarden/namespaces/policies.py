"""Policies: read by everybody who is logged in."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.policies import (
    Check,
    CheckTrace,
    Pack,
    Policies,
    ProjectPolicies,
    RevisionChanges,
    Revisions,
    RuleSource,
)
from modelwarden.routes import route


class PoliciesNamespace(Namespace):
    """What the gate judges by, and how it came to a check."""

    def get(self) -> Policies:
        """Packs, rules and parameters of the bundle in force."""
        return self._transport.get(route("policies"), Policies)

    def get_pack(self, name: str) -> Pack:
        """One pack in force."""
        return self._transport.get(route("policies", "packs", name), Pack)

    def get_rule(self, rule_id: str) -> RuleSource:
        """One rule in force, with its Rego."""
        return self._transport.get(route("policies", "rules", rule_id), RuleSource)

    def revisions(self) -> Revisions:
        """The bundles that were ever published, newest first."""
        return self._transport.get(route("policies", "revisions"), Revisions)

    def changes(self, sha256: str) -> RevisionChanges:
        """What a bundle changed against the one before it."""
        return self._transport.get(route("policies", "revisions", sha256, "changes"), RevisionChanges)

    def in_force(self, project: str) -> ProjectPolicies:
        """Packs and parameters in a project, as the gate resolves them."""
        return self._transport.get(route("projects", project, "policies"), ProjectPolicies)

    def check(self, promotion_id: str, rule_id: str) -> Check:
        """One rule in the latest decision on a request."""
        return self._transport.get(route("promotions", promotion_id, "checks", rule_id), Check)

    def trace(self, promotion_id: str, rule_id: str, *, detail: str = "fails") -> CheckTrace:
        """How OPA evaluates it on the stored input: where it `fails`, or in `full`."""
        path = route("promotions", promotion_id, "checks", rule_id, "trace")
        return self._transport.get(path, CheckTrace, {"detail": detail})
