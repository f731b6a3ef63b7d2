package modelwarden.lib.params_test

import data.modelwarden.lib.params
import data.modelwarden.testing

half := {"num": 1, "den": 2}

defaults := {
	"x.ratio": {"type": "fraction", "value": half, "stricter": "higher", "project_may": "tighten"},
	"x.days": {"type": "integer", "value": 30, "project_may": "set"},
	"x.fixed": {"type": "integer", "value": 7, "stricter": "lower", "project_may": "nothing"},
	"x.silent": {"type": "integer", "value": 7, "stricter": "lower"},
}

# The project `retail-credit` with parameters of its own, in tier high, under the one pack `core`.
resolved(own, tiers, overlay) := found if {
	found := params.resolved with input as testing.replaced("/project/parameters", own)
		with data.modelwarden.params as {"defaults": defaults, "tiers": tiers}
		with data.modelwarden.packs as {"core": {"always": true, "rules": {}, "parameters": overlay}}
}

problems(own, tiers, overlay) := {problem.reason | some problem in found} if {
	found := params.problems with input as testing.replaced("/project/parameters", own)
		with data.modelwarden.params as {"defaults": defaults, "tiers": tiers}
		with data.modelwarden.packs as {"core": {"always": true, "rules": {}, "parameters": overlay}}
}

test_default if {
	resolved({}, {"limited": {"x.days": 3}}, {})["x.days"] == {"value": 30, "source": "default"}
	count(problems({}, {}, {})) == 0
}

test_pack_before_default if {
	resolved({}, {}, {"x.days": 20})["x.days"] == {"value": 20, "source": "pack"}
}

test_tier_before_pack if {
	resolved({}, {"high": {"x.days": 10}}, {"x.days": 20})["x.days"] == {"value": 10, "source": "tier"}
}

test_project_before_tier if {
	resolved({"x.days": 5}, {"high": {"x.days": 10}}, {"x.days": 20})["x.days"] == {"value": 5, "source": "project"}
	count(problems({"x.days": 5}, {"high": {"x.days": 10}}, {})) == 0
}

test_value if {
	params.value("x.days") == 5 with input as testing.replaced("/project/parameters", {"x.days": 5})
		with data.modelwarden.params as {"defaults": defaults, "tiers": {}}
}

test_a_project_may_tighten if {
	own := {"x.ratio": {"num": 2, "den": 3}}
	resolved(own, {}, {})["x.ratio"] == {"value": {"num": 2, "den": 3}, "source": "project"}
	count(problems(own, {}, {})) == 0
}

test_a_project_may_not_loosen if {
	own := {"x.ratio": {"num": 1, "den": 3}}
	resolved(own, {}, {})["x.ratio"] == {"value": half, "source": "default"}
	problems(own, {}, {}) == {concat("", [
		"the project's value for x.ratio does not count: ",
		`a project may only tighten it, and default holds: {"den": 2, "num": 1}`,
	])}
}

# What the tier asks is the floor, not what the default says.
test_a_project_may_not_loosen_its_tier if {
	own := {"x.ratio": {"num": 2, "den": 3}}
	tiers := {"high": {"x.ratio": {"num": 3, "den": 4}}}
	resolved(own, tiers, {})["x.ratio"] == {"value": {"num": 3, "den": 4}, "source": "tier"}
	count(problems(own, tiers, {})) == 1
}

test_a_project_may_not_set[name] if {
	some name in ["x.fixed", "x.silent"]
	resolved({name: 1}, {}, {})[name] == {"value": 7, "source": "default"}
	problems({name: 1}, {}, {}) == {sprintf("the project's value for %s does not count: a project may not set it", [name])}
}

test_unknown_name if {
	not resolved({"x.dayz": 1}, {}, {})["x.dayz"]
	problems({"x.dayz": 1}, {}, {}) == {concat("", [
		"the project's value for x.dayz does not count: ",
		"there is no parameter of this name",
	])}
}

test_wrong_type_in_the_project if {
	resolved({"x.ratio": "4/5"}, {}, {})["x.ratio"] == {"value": half, "source": "default"}
	problems({"x.ratio": "4/5"}, {}, {}) == {concat("", [
		"the project's value for x.ratio does not count: ",
		`it must be a fraction like {"num": 4, "den": 5}`,
	])}
}

test_wrong_type_below_the_project if {
	problems({}, {"high": {"x.days": "ten"}}, {}) == {"the tier value of x.days must be a whole number, not negative"}
	problems({}, {}, {"x.days": -1}) == {"the pack value of x.days must be a whole number, not negative"}
}

test_packs_that_disagree if {
	found := params.problems with input as testing.replaced("/project/packs", ["a", "b"])
		with data.modelwarden.params as {"defaults": defaults, "tiers": {}}
		with data.modelwarden.packs as {
			"a": {"always": false, "rules": {}, "parameters": {"x.days": 1}},
			"b": {"always": false, "rules": {}, "parameters": {"x.days": 2, "x.fixed": 3}},
		}
	found == {{
		"rule_id": "",
		"pointer": "/modelwarden/packs (x.days)",
		"reason": "packs in force disagree about x.days; let the tier or one pack say it",
	}}
}

test_a_pack_that_nobody_chose_sets_nothing if {
	found := params.resolved with input as testing.replaced("/project/packs", [])
		with data.modelwarden.params as {"defaults": defaults, "tiers": {}}
		with data.modelwarden.packs as {"a": {"always": false, "rules": {}, "parameters": {"x.days": 1}}}
	found["x.days"] == {"value": 30, "source": "default"}
}

test_problems_in_full if {
	found := params.problems with input as testing.replaced("/project/parameters", {"x.dayz": 1})
		with data.modelwarden.params as {"defaults": defaults, "tiers": {"high": {"x.days": "ten"}}}
	found == {
		{
			"rule_id": "",
			"pointer": "/project/parameters/x.dayz",
			"reason": "the project's value for x.dayz does not count: there is no parameter of this name",
		},
		{
			"rule_id": "",
			"pointer": "/modelwarden/params (x.days)",
			"reason": "the tier value of x.days must be a whole number, not negative",
		},
	}
}

test_an_input_that_cannot_be_read_has_no_say if {
	params.value("waivers.expiring_days") == 30 with input as {"project": {"parameters": {"waivers.expiring_days": 1}}}
}
