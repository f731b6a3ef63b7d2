# Every case of every rule under policies/fixtures: the passing input with a patch, and what must come of it.
package modelwarden.fixtures_test

import data.modelwarden.gate

test_fixture[rule][name] if {
	some rule, cases in data.fixtures.rules
	some name, case in cases
	decision := gate.decision with input as json.patch(data.fixtures.base, case.patch)
	decision.evaluated[rule] == case.status
	decision.outcome == case.outcome
	told := [finding.observed |
		some finding in array.concat(decision.violations, decision.warnings)
		finding.rule_id == rule
	]
	sort(told) == sort(case.observed)
}

# One file of fixtures for every rule, with the four cases that each must have.
test_every_rule_has_its_fixtures if {
	object.keys(data.fixtures.rules) == object.keys(data.modelwarden.catalog)
	every cases in data.fixtures.rules {
		{"pass", "violate", "missing", "wrong_type"} - object.keys(cases) == set()
	}
}
