package modelwarden.gate.checks_test

import data.modelwarden.gate.checks
import data.modelwarden.testing

# A bundle with one rule, which reads what the test wants it to read.
status(rule, readings, enforcement) := ended if {
	ended := checks.status["TEST-001"] with input as testing.base
		with data.modelwarden.catalog as {"TEST-001": object.union(testing.rule, rule)}
		with data.modelwarden.packs as {"core": {"always": true, "rules": {"TEST-001": enforcement}, "parameters": {}}}
		with data.modelwarden.rules as {"testing": {"told": {"readings": readings}}}
}

good := {"ok": true, "observed": "1", "threshold": "1", "evidence": []}

bad := object.union(good, {"ok": false})

test_passed if status({}, {good}, "deny") == "passed"

test_violated if {
	status({}, {bad}, "deny") == "violated"
	status({}, {good, bad}, "deny") == "violated"
}

# The most important line of the gate: a rule that fell silent has not passed.
test_silence_is_not_consent if status({}, set(), "deny") == "no_evidence"

# Only true is in order; neither a word, nor a number, nor nothing is.
test_only_true_is_in_order[ok] if {
	some ok in [false, null, "true", "yes", 1, [true], {"ok": true}]
	status({}, {object.union(good, {"ok": ok})}, "deny") == "violated"
}

test_a_reading_without_a_verdict_is_not_in_order if {
	status({}, {{"observed": "1"}}, "deny") == "violated"
	status({}, {"ok"}, "deny") == "violated"
}

test_a_warning_pack_warns if {
	status({}, {bad}, "warn") == "warned"
	status({}, {good}, "warn") == "passed"
	status({}, set(), "warn") == "no_evidence"
}

# What a rule finds missing once it looks is no evidence, whatever else it read.
test_a_gap_is_no_evidence if {
	status({}, {good, {"ok": false, "gap": "half is missing"}}, "deny") == "no_evidence"
	status({}, {bad, {"ok": true, "gap": "half is missing"}}, "deny") == "no_evidence"
}

test_an_advisory_reading_warns if {
	status({}, {object.union(bad, {"advisory": true})}, "deny") == "warned"
	status({}, {object.union(good, {"advisory": true})}, "deny") == "passed"
	status({}, {object.union(bad, {"advisory": true}), object.union(bad, {"observed": "2"})}, "deny") == "violated"
}

test_only_true_is_advisory[advisory] if {
	some advisory in [false, null, "true", 1]
	status({}, {object.union(bad, {"advisory": advisory})}, "deny") == "violated"
}

# The base input's clock says 2026-11-21T08:00:00.000Z.
test_not_in_effect_yet if {
	status({"effective_on": "2026-11-21T08:00:00.001Z"}, {bad}, "deny") == "warned"
	status({"effective_on": "2026-11-21T08:00:00.000Z"}, {bad}, "deny") == "violated"
	status({"effective_on": "2020-01-01T00:00:00.000Z"}, {bad}, "deny") == "violated"
}

test_a_date_that_is_none_is_in_effect if {
	status({"effective_on": "soon"}, {bad}, "deny") == "violated"
	status({"effective_on": null}, {bad}, "deny") == "violated"
}

test_applies_to_protected_targets if {
	status({"applies": "protected"}, {bad}, "deny") == "violated"
	unprotected("protected") == "not_applicable"
	unprotected("always") == "violated"
}

unprotected(applies) := ended if {
	ended := checks.status["TEST-001"] with input as testing.replaced("/request/target/protected", false)
		with data.modelwarden.catalog as {"TEST-001": object.union(testing.rule, {"applies": applies})}
		with data.modelwarden.packs as {"core": {"always": true, "rules": {"TEST-001": "deny"}, "parameters": {}}}
		with data.modelwarden.rules as {"testing": {"told": {"readings": {bad}}}}
}

# Whether the target is protected is not believed of an input that is malformed elsewhere.
test_a_malformed_input_is_not_beside_the_point if {
	statuses := checks.status with input as {"request": {"target": {"protected": false}}}
	statuses["APPR-001"] == "no_evidence"
}

test_an_unknown_scope_applies if status({"applies": "sometimes"}, {bad}, "deny") == "violated"

# Without its evidence a rule is not even asked.
test_missing_evidence if {
	missing := {"evidence": {"/evidence/drift/body": "object"}}
	status(missing, {good}, "deny") == "no_evidence"
	status(missing, {bad}, "deny") == "no_evidence"
	status(missing, {bad}, "warn") == "no_evidence"
	readings := checks.readings with input as testing.removed("/evidence/fairness")
	not "FAIR-001" in object.keys(readings)
	"VAL-001" in object.keys(readings)
}

test_a_malformed_input_leaves_everything_unjudged if {
	statuses := checks.status with input as {"project": {"packs": ["fairness"]}}
	statuses["FAIR-001"] == "no_evidence"
	statuses["TIER-001"] == "no_evidence"
	count(statuses) == count(data.modelwarden.packs.core.rules) + count(data.modelwarden.packs.fairness.rules)
}

owing := {"type": "approval", "role": "owner", "required": 1, "given": 0, "by": [], "met": false, "title": "x"}

obligations(rule, readings, enforcement) := owed if {
	owed := checks.obligations with input as testing.base
		with data.modelwarden.catalog as {"TEST-001": object.union(testing.rule, rule)}
		with data.modelwarden.packs as {"core": {"always": true, "rules": {"TEST-001": enforcement}, "parameters": {}}}
		with data.modelwarden.rules as {"testing": {"told": {"readings": readings, "obligations": {owing}}}}
}

test_obligations if obligations({}, {good}, "deny") == {owing}

test_a_rule_that_only_warns_asks_for_nothing if {
	obligations({}, {good}, "warn") == set()
	obligations({"effective_on": "2027-01-01T00:00:00.000Z"}, {good}, "deny") == set()
}

test_a_rule_that_could_not_judge_asks_for_nothing if obligations({}, set(), "deny") == set()
