package modelwarden.lib.packs_test

import data.modelwarden.lib.packs
import data.modelwarden.testing

library := {
	"core": {"always": true, "rules": {"A-001": "warn", "B-001": "deny"}},
	"extra": {"always": false, "rules": {"A-001": "deny", "C-001": "warn"}},
	"other": {"always": false, "rules": {"D-001": "deny"}},
}

catalog := {"A-001": {}, "B-001": {}, "C-001": {}, "D-001": {}}

asking(names) := testing.replaced("/project/packs", names)

test_packs_that_always_apply if {
	packs.chosen == {"core"} with input as asking([]) with data.modelwarden.packs as library
	packs.active == {"A-001": "warn", "B-001": "deny"} with input as asking([]) with data.modelwarden.packs as library
}

# The base project is of the tier high.
test_packs_that_a_tier_brings if {
	tiered := object.union(library, {"tiered": {"always": false, "tiers": ["high"], "rules": {"D-001": "deny"}}})
	packs.chosen == {"core", "tiered"} with input as asking([]) with data.modelwarden.packs as tiered
	packs.chosen == {"core"} with data.modelwarden.packs as tiered
		with input as object.union(asking([]), {
			"project": object.union(asking([]).project, {"risk_tier": "minimal"}),
			"model": object.union(asking([]).model, {"risk_tier": "minimal"}),
		})
}

test_the_stricter_enforcement_counts if {
	packs.chosen == {"core", "extra"} with input as asking(["extra"]) with data.modelwarden.packs as library
	packs.active == {"A-001": "deny", "B-001": "deny", "C-001": "warn"} with input as asking(["extra"])
		with data.modelwarden.packs as library
}

# Only the word warn warns; anything else denies.
test_an_unknown_enforcement_denies if {
	packs.active == {"A-001": "deny"} with input as asking([])
		with data.modelwarden.packs as {"core": {"always": true, "rules": {"A-001": "audit"}}}
}

test_no_problem if {
	count(packs.problems) == 0 with input as asking(["extra"]) with data.modelwarden.packs as library
		with data.modelwarden.catalog as catalog
}

test_an_unknown_pack if {
	problems := packs.problems with input as asking(["extra", "nosuch"]) with data.modelwarden.packs as library
		with data.modelwarden.catalog as catalog
	problems == {{
		"rule_id": "",
		"pointer": "/project/packs/1",
		"reason": "there is no pack named nosuch in this bundle",
	}}
}

test_no_pack_at_all if {
	problems := packs.problems with input as asking([]) with data.modelwarden.packs as {}
	problems == {{
		"rule_id": "",
		"pointer": "/project/packs",
		"reason": "no pack is in force, so there would be nothing to judge by",
	}}
}

test_a_rule_that_the_catalogue_lacks if {
	problems := packs.problems with input as asking([]) with data.modelwarden.packs as library
		with data.modelwarden.catalog as object.remove(catalog, ["B-001"])
	problems == {{
		"rule_id": "B-001",
		"pointer": "/project/packs (core)",
		"reason": "the pack core names a rule that this bundle does not hold",
	}}
}

test_packs_that_nobody_chose_are_no_problem if {
	problems := packs.problems with input as asking([]) with data.modelwarden.packs as library
		with data.modelwarden.catalog as object.remove(catalog, ["D-001"])
	problems == set()
}

# Whatever stands where the packs should, the ones that always apply are in force.
test_malformed_packs[word] if {
	some word in [null, 7, "core", {"a": "core"}, [7]]
	"core" in packs.chosen with input as asking(word)
}
