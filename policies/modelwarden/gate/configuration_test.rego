package modelwarden.gate.configuration_test

import data.modelwarden.gate.configuration
import data.modelwarden.testing

packs := {"core": {"always": true, "rules": {"TEST-001": "deny"}, "parameters": {}}}

plain := testing.replaced("/project/packs", [])

rules := {"testing": {"told": {"readings": {{"ok": true}}}}}

test_no_errors if {
	errors := configuration.errors with input as testing.base
	errors == []
}

test_the_shape if {
	errors := configuration.errors with input as testing.replaced("/version/number", "two")
	errors == [{
		"rule_id": "",
		"pointer": "/version/number",
		"reason": "Invalid type. Expected: integer, given: string",
	}]
}

test_the_clock if {
	errors := configuration.errors with input as testing.replaced("/evaluated_at", "2026-02-30T08:00:00.000Z")
	{
		"rule_id": "",
		"pointer": "/evaluated_at",
		"reason": "the moment of the decision is not one that the calendar has",
	} in errors
}

test_a_clock_in_doubt if {
	errors := configuration.errors with input as testing.replaced("/reviews/1/signed_at", "2026-11-22T00:00:00.000Z")
	errors == [{
		"rule_id": "",
		"pointer": "/reviews/1/signed_at",
		"reason": "this moment lies after that of the decision, so one of the clocks is wrong",
	}]
}

test_packs if {
	errors := configuration.errors with input as testing.replaced("/project/packs", ["nosuch"])
	[error.pointer | some error in errors] == ["/project/packs/0"]
}

test_parameters if {
	errors := configuration.errors with input as testing.replaced("/project/parameters", {"nosuch": 1})
	[error.pointer | some error in errors] == ["/project/parameters/nosuch"]
}

# A limit that nobody set would leave a rule silent.
test_a_parameter_that_a_rule_needs if {
	errors := configuration.errors with input as plain
		with data.modelwarden.catalog as {"TEST-001": object.union(testing.rule, {"params": ["x.limit"]})}
		with data.modelwarden.packs as packs
		with data.modelwarden.rules as rules
	errors == [{
		"rule_id": "TEST-001",
		"pointer": "/modelwarden/params/defaults (x.limit)",
		"reason": "the parameter x.limit is needed, and this bundle does not define it",
	}]
}

test_the_parameters_that_the_gate_needs if {
	errors := configuration.errors with input as plain
		with data.modelwarden.catalog as {"TEST-001": testing.rule}
		with data.modelwarden.packs as packs
		with data.modelwarden.rules as rules
		with data.modelwarden.params as {"defaults": {}, "tiers": {}}
	[error.reason | some error in errors; error.rule_id == ""] == [reason |
		some name in [
			"evidence.assurance_min", "waivers.days_critical", "waivers.days_high", "waivers.days_low",
			"waivers.days_medium", "waivers.expiring_days",
		]
		reason := sprintf("the parameter %s is needed, and this bundle does not define it", [name])
	]
}

test_a_rule_without_code if {
	errors := configuration.errors with input as plain
		with data.modelwarden.catalog as {"TEST-001": testing.rule}
		with data.modelwarden.packs as packs
		with data.modelwarden.rules as {}
	errors == [{
		"rule_id": "TEST-001",
		"pointer": "/modelwarden/rules",
		"reason": "the catalogue lists this rule, and the bundle has no code for it",
	}]
}
