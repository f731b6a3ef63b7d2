package modelwarden.lib.fairness_test

import data.modelwarden.lib.fairness
import data.modelwarden.testing

ratio := "demographic_parity_ratio"

test_one_entry_per_attribute if {
	entries := fairness.judged(ratio) with input as testing.base
	[[entry.attribute, entry.advisory, entry.exact, entry.pointer] | some entry in entries] == [
		["sex", false, {"num": 299, "den": 310}, "/evidence/fairness/body/attributes/0/disparities/1"],
		["age_band", false, {"num": 54, "den": 59}, "/evidence/fairness/body/attributes/1/disparities/1"],
		["sex & age_band", true, {"num": 905, "den": 1023}, "/evidence/fairness/body/attributes/2/disparities/1"],
	]
	entries[0].described == "0.9645 (female 65/93 = 0.6989 against male 150/207 = 0.7246)"
}

# Too small by the parameter: 19 of them, where 20 are the minimum.
test_too_small_is_not_judged if {
	entries := fairness.judged(ratio) with input as insufficient(19)
	[entry.attribute | some entry in entries] == ["age_band", "sex & age_band"]
}

# The evidence says insufficient, and the parameter does not.
test_large_enough_is_judged_and_unclear[n] if {
	some n in [20, 93]
	entries := fairness.judged(ratio) with input as insufficient(n)
	[entries[0].attribute, entries[0].status, entries[0].exact] == ["sex", "unclear", null]
}

# Everybody is in, and yet nothing came of it.
test_undefined_is_judged_and_unclear if {
	document := testing.replaced("/evidence/fairness/body/attributes/0/disparities/1/status", "insufficient")
	entries := fairness.judged(ratio) with input as document
	[entries[0].status, entries[0].exact] == ["unclear", null]
}

# Without the parameter no group is too small.
test_nothing_is_too_small_without_a_parameter if {
	entries := fairness.judged(ratio) with input as insufficient(19) with data.modelwarden.params as {}
	entries[0].status == "unclear"
}

insufficient(n) := testing.patched([
	{"op": "replace", "path": "/evidence/fairness/body/attributes/0/disparities/1/status", "value": "insufficient"},
	{"op": "replace", "path": "/evidence/fairness/body/attributes/0/groups/0/n", "value": n},
	{"op": "replace", "path": "/evidence/fairness/body/attributes/0/groups/0/sufficient", "value": false},
])

# The order of an intersection's columns does not matter, and whether it is there does.
test_pairs_that_were_not_examined if {
	deny := {"op": "add", "path": "/project/parameters/fairness.intersections", "value": "deny"}
	columns := {"op": "replace", "path": "/evidence/fairness/body/attributes/2/columns", "value": ["age_band", "sex"]}
	removed := {"op": "remove", "path": "/evidence/fairness/body/attributes/2"}
	turned := fairness.unexamined_pairs with input as testing.patched([deny, columns])
	turned == set()
	left_out := fairness.unexamined_pairs with input as testing.patched([deny, removed])
	left_out == {{"sex", "age_band"}}
	told := fairness.unexamined_pairs with input as testing.patched([removed])
	told == set()
}

test_what_is_left_out_is_unclear if {
	document := testing.removed("/evidence/fairness/body/attributes/2/disparities/1")
	entries := fairness.judged(ratio) with input as document
	entries[2] == {
		"attribute": "sex & age_band",
		"advisory": true,
		"pointer": "/evidence/fairness/body/attributes/2/disparities",
		"status": "unclear",
		"exact": null,
		"described": "missing, or there more than once",
	}
}

# Without the parameter an intersection is judged like any other attribute.
test_an_intersection_is_judged_unless_a_parameter_says_otherwise if {
	entries := fairness.judged(ratio) with input as testing.base with data.modelwarden.params as {}
	{entry.advisory | some entry in entries} == {false}
}

# Neither a name that no group has, nor one that two have, is taken for a group.
test_groups_that_cannot_be_told if {
	document := testing.patched([
		{"op": "replace", "path": "/evidence/fairness/body/attributes/0/disparities/1/lowest_group", "value": "girls"},
		{"op": "replace", "path": "/evidence/fairness/body/attributes/0/groups/0/group", "value": "male"},
	])
	entries := fairness.judged(ratio) with input as document
	entries[0].described == "0.9645 (an unnamed group against an unnamed group)"
}
