# METADATA
# scope: package
# title: Packs
# description: >-
#   A pack is a named set of rules with their enforcement. Rules do not know their packs: the project chooses
#   packs, some apply always or to every project of a tier, and where two packs hold the same rule the stricter
#   enforcement counts.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.packs

import data.modelwarden.lib.bundle
import data.modelwarden.lib.shape
import data.modelwarden.lib.tier

# The packs that are in force for this project.
chosen contains name if {
	some name, pack in bundle.packs
	pack.always == true
}

# A project of a weighty tier cannot leave out what that tier asks for.
chosen contains name if {
	some name, pack in bundle.packs
	tier.governing in object.get(pack, "tiers", [])
}

chosen contains name if {
	some name in _named
	name in object.keys(bundle.packs)
}

# Read even from an input that is malformed elsewhere, so that its decision lists the rules that were not judged.
_named := object.get(shape.document, ["project", "packs"], [])

# Rule id to enforcement, for every rule of every chosen pack.
active[id] := "deny" if some id in _denying

active[id] := "warn" if {
	some name in chosen
	some id, _ in bundle.packs[name].rules
	not id in _denying
}

_denying contains id if {
	some name in chosen
	some id, enforcement in bundle.packs[name].rules
	enforcement != "warn"
}

problems contains {
	"rule_id": "",
	"pointer": sprintf("/project/packs/%d", [position]),
	"reason": sprintf("there is no pack named %v in this bundle", [name]),
} if {
	some position, name in _named
	not name in object.keys(bundle.packs)
}

problems contains {
	"rule_id": "",
	"pointer": "/project/packs",
	"reason": "no pack is in force, so there would be nothing to judge by",
} if {
	count(active) == 0
}

problems contains {
	"rule_id": id,
	"pointer": sprintf("/project/packs (%s)", [name]),
	"reason": sprintf("the pack %s names a rule that this bundle does not hold", [name]),
} if {
	some name in chosen
	some id, _ in bundle.packs[name].rules
	not id in object.keys(bundle.catalog)
}
