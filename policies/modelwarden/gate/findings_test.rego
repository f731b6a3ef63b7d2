package modelwarden.gate.findings_test

import data.modelwarden.gate.findings
import data.modelwarden.testing

# Two rules, both of which deny; TEST-002 is critical.
catalog := {
	"TEST-001": testing.rule,
	"TEST-002": object.union(testing.rule, {"id": "TEST-002", "name": "other", "severity": "critical"}),
}

packs := {"core": {"always": true, "rules": {"TEST-001": "deny", "TEST-002": "deny"}, "parameters": {}}}

found(list, readings, others) := object.get({"violations": violations, "warnings": warnings}, list, []) if {
	violations := findings.violations with input as testing.base with data.modelwarden.catalog as catalog
		with data.modelwarden.packs as packs
		with data.modelwarden.rules as {"testing": {"told": {"readings": readings}, "other": {"readings": others}}}
	warnings := findings.warnings with input as testing.base with data.modelwarden.catalog as catalog
		with data.modelwarden.packs as packs
		with data.modelwarden.rules as {"testing": {"told": {"readings": readings}, "other": {"readings": others}}}
}

reading(subject, observed, ok) := {
	"subject": subject,
	"ok": ok,
	"observed": observed,
	"threshold": "2",
	"evidence": ["/model/owner"],
}

test_a_finding_in_full if {
	found("violations", {reading("sex", "1", false)}, {reading("", "3", true)}) == [{
		"rule_id": "TEST-001",
		"title": "A rule for a test",
		"msg": "sex: 1 against 2.",
		"severity": "high",
		"evidence": ["/model/owner"],
		"observed": "1",
		"threshold": "2",
		"solution": "Mend it.",
		"controls": [{"framework": "A law", "ref": "Art. 1", "text": "A duty."}],
		"waiver_ids": [],
	}]
}

test_only_readings_out_of_order_are_found if {
	readings := {reading("sex", "1", false), reading("age", "9", true)}
	count(found("violations", readings, {reading("", "3", true)})) == 1
	count(found("warnings", readings, {reading("", "3", true)})) == 0
}

# The worst first, then by id, then by what was observed.
test_order if {
	readings := {reading("b", "2", false), reading("a", "1", false)}
	order := [[finding.rule_id, finding.observed] |
		some finding in found("violations", readings, {reading("", "3", false)})
	]
	order == [["TEST-002", "3"], ["TEST-001", "1"], ["TEST-001", "2"]]
}

test_a_reading_that_says_nothing_is_still_found if {
	some finding in found("violations", {{"ok": false, "observed": 7}}, {reading("", "3", true)})
	finding.msg == "not said: 7 against not said."
	finding.observed == "7"
	finding.threshold == "not said"
	finding.evidence == []
}

test_an_advisory_reading_is_a_warning if {
	advisory := object.union(reading("sex", "1", false), {"advisory": true})
	found("violations", {advisory}, {reading("", "3", true)}) == []
	[finding.observed | some finding in found("warnings", {advisory}, {reading("", "3", true)})] == ["1"]
}

test_missing_evidence_is_found_and_says_how_it_is_made if {
	violations := findings.violations with input as testing.removed("/evidence/fairness")
	some finding in violations
	finding.rule_id == "FAIR-002"
	finding.observed == "no evidence: there is no fairness evidence of this version"
	finding.threshold == "evidence of this version, strong enough to count"
	finding.evidence == ["/evidence/fairness/body/attributes", "/lineage/datasets"]
	finding.waiver_ids == []
	contains(finding.solution, "modelwarden evidence compute")
	finding.msg == "Equal opportunity difference: not judged, because there is no fairness evidence of this version."
}

test_missing_evidence_of_a_warning_rule_is_a_warning if {
	minimal := {"project": {"packs": ["nist_ai_rmf"], "risk_tier": "minimal"}, "model": {"risk_tier": "minimal"}}
	document := object.union(testing.removed("/evidence/fairness"), minimal)
	warnings := findings.warnings with input as document
	"FAIR-001" in {finding.rule_id | some finding in warnings}
	violations := findings.violations with input as document
	not "FAIR-001" in {finding.rule_id | some finding in violations}
}

# A waiver stands for what was found; an intersection that nobody looked at is no finding.
test_an_intersection_that_was_not_examined_cannot_be_waived if {
	document := json.patch(testing.waived({}), [
		{"op": "add", "path": "/project/parameters/fairness.intersections", "value": "deny"},
		{"op": "remove", "path": "/evidence/fairness/body/attributes/2"},
	])
	violations := findings.violations with input as document
	some finding in violations
	finding.rule_id == "FAIR-001"
	finding.observed == "no evidence: fairness was not computed with the intersection of age_band and sex"
}

test_waived_findings_stay_in_sight if {
	waived := findings.waived with input as testing.waived({})
	[[finding.rule_id, finding.waiver_ids] | some finding in waived] == [["FAIR-001", ["waiver-1"]]]
	violations := findings.violations with input as testing.waived({})
	violations == []
}

test_without_a_waiver_nothing_is_waived if {
	waived := findings.waived with input as testing.unfair
	waived == []
}
