# The cases of every rule under policies/fixtures that it must have: the passing input with a patch, and what comes
# of it. The other cases run in tests/policies/test_fixtures.py, which is quicker about them.
package modelwarden.fixtures_test

import data.modelwarden.gate

required := {"pass", "violate", "missing", "wrong_type"}

test_fixture[rule][name] if {
	some rule, cases in data.fixtures.rules
	some name in ["pass", "violate"]
	case := cases[name]
	decision := gate.decision with input as json.patch(data.fixtures.base, case.patch)
	decision.evaluated[rule] == case.status
	decision.outcome == case.outcome
	told := {object.filter(finding, ["msg", "evidence"]) |
		some finding in array.concat(decision.violations, decision.warnings)
		finding.rule_id == rule
	}
	told == {finding | some finding in case.told}
}

# What a rule reads where all is well is written out, too.
test_readings[rule] if {
	some rule, cases in data.fixtures.rules
	document := json.patch(data.fixtures.base, cases.pass.patch)
	about := data.modelwarden.catalog[rule]
	readings := data.modelwarden.rules[about.family][about.name].readings with input as document
	readings == {reading | some reading in cases.pass.readings}
}

# One file of fixtures for every rule, with the four cases that each must have.
test_every_rule_has_its_fixtures if {
	object.keys(data.fixtures.rules) == object.keys(data.modelwarden.catalog)
	every cases in data.fixtures.rules {
		required - object.keys(cases) == set()
	}
}
