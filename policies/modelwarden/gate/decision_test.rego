package modelwarden.gate_test

import data.modelwarden.gate
import data.modelwarden.testing

members := {
	"schema", "evaluated_at", "request_id", "target", "risk_tier", "packs", "outcome", "allow", "violations",
	"warnings", "waived", "obligations", "evaluated", "rules", "waiver_notices", "config_errors", "params_used",
	"evidence_used",
}

test_allow if {
	decision := gate.decision with input as testing.base
	decision.outcome == "allow"
	decision.allow == true
	object.keys(decision) == members
	decision.schema == "modelwarden.decision/v1"
	decision.evaluated_at == "2026-11-21T08:00:00.000Z"
	decision.request_id == "request-1"
	decision.risk_tier == "high"
	decision.packs == ["bank_model_risk_us", "core", "eu_ai_act_high_risk", "fairness", "ranking"]
	decision.target == {
		"project": "retail-credit",
		"model": "credit-scoring",
		"version": 2,
		"digest": testing.base.version.digest,
		"environment": "production",
		"alias": "champion",
	}
}

test_every_rule_in_force_has_an_end if {
	decision := gate.decision with input as testing.base
	object.keys(decision.evaluated) == object.keys(data.modelwarden.catalog)
	object.keys(decision.rules) == object.keys(decision.evaluated)
	every id, rule in decision.rules {
		rule.status == decision.evaluated[id]
		rule.title == data.modelwarden.catalog[id].title
		rule.severity == data.modelwarden.catalog[id].severity
		rule.enforcement == {true: "warn", false: "deny"}[id == "LINE-005"]
	}
}

test_what_it_rests_on if {
	decision := gate.decision with input as testing.base
	decision.params_used["fairness.parity_ratio_min"] == {"value": {"num": 4, "den": 5}, "source": "default"}
	decision.params_used["approvals.roles"] == {"value": ["risk_reviewer", "legal_reviewer"], "source": "tier"}
	object.keys(decision.params_used) == object.keys(data.modelwarden.params.defaults)
	decision.evidence_used == sort({testing.base.evidence[kind].digest |
		some kind in ["performance", "fairness", "explanation", "scan"]
	})
}

test_evidence_that_no_rule_in_force_reads_is_not_used if {
	decision := gate.decision with input as testing.patched([
		{"op": "replace", "path": "/project/packs", "value": []},
		{"op": "replace", "path": "/project/risk_tier", "value": "minimal"},
		{"op": "replace", "path": "/model/risk_tier", "value": "minimal"},
	])
	decision.evidence_used == sort({testing.base.evidence[kind].digest | some kind in ["performance", "scan"]})
	object.keys(decision.params_used) == {
		"approvals.roles", "evidence.assurance_min", "validation.accuracy_min", "validation.informedness_min",
		"validation.rows_min",
		"waivers.days_critical", "waivers.days_high", "waivers.days_low", "waivers.days_medium",
		"waivers.expiring_days",
	}
}

test_deny if {
	decision := gate.decision with input as testing.unfair
	decision.outcome == "deny"
	decision.allow == false
}

test_needs_approval if {
	decision := gate.decision with input as testing.removed("/reviews/0")
	decision.outcome == "needs_approval"
	decision.allow == false
	decision.violations == []
	[[owed.role, owed.met, owed.given, owed.by] | some owed in decision.obligations] == [
		["legal_reviewer", true, 1, ["leo"]],
		["risk_reviewer", false, 0, []],
	]
}

test_waived_is_allowed if {
	decision := gate.decision with input as testing.waived({})
	decision.outcome == "allow"
	decision.evaluated["FAIR-001"] == "waived"
	count(decision.waived) == 1
}

# Whatever else is true, a configuration error is neither a yes nor a no.
test_error_before_deny if {
	document := object.union(testing.unfair, {"project": {"parameters": {"nosuch": 1}}})
	decision := gate.decision with input as document
	decision.outcome == "error"
	decision.allow == false
	count(decision.violations) == 1
}

test_total[word] if {
	some word in [null, true, 0, "", [], {}, {"evaluated_at": 7}, {"project": {"packs": 7}}, {"waivers": [{}]}]
	decision := gate.decision with input as word
	object.keys(decision) == members
	decision.outcome == "error"
	decision.allow == false
	decision.evaluated_at == "1970-01-01T00:00:00.000Z"
	decision.request_id == "unknown"
	decision.target.version == 0
	decision.risk_tier == "unknown"
	decision.evidence_used == []
	count(decision.config_errors) > 0
	count(decision.violations) > 0
	{status | some status in decision.evaluated} == {"no_evidence"}
}

test_total_without_any_data if {
	decision := gate.decision with input as testing.base with data.modelwarden.catalog as {}
		with data.modelwarden.packs as {}
		with data.modelwarden.params as {}
		with data.modelwarden.schemas as {}
	object.keys(decision) == members
	decision.outcome == "error"
	decision.evaluated == {}
}

test_total_without_rules if {
	decision := gate.decision with input as testing.base with data.modelwarden.rules as {}
	object.keys(decision) == members
	decision.outcome == "error"
	decision.evaluated == {}
	count(decision.config_errors) == count(data.modelwarden.catalog)
}
