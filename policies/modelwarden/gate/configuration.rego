# METADATA
# scope: package
# title: Configuration errors
# description: Reasons why the gate could not judge properly. Any one of them makes the outcome an error.
package modelwarden.gate.configuration

import data.modelwarden.gate.checks
import data.modelwarden.lib.clock
import data.modelwarden.lib.packs
import data.modelwarden.lib.params
import data.modelwarden.lib.shape

errors := sort([error | some error in problems])

problems contains object.union(problem, {"rule_id": ""}) if some problem in shape.problems

problems contains problem if some problem in packs.problems

problems contains problem if some problem in params.problems

problems contains {
	"rule_id": "",
	"pointer": "/evaluated_at",
	"reason": "the moment of the decision is not one that the calendar has",
} if {
	not clock.now
}

problems contains {
	"rule_id": "",
	"pointer": pointer,
	"reason": "this moment lies after that of the decision, so one of the clocks is wrong",
} if {
	shape.valid
	some pointer in clock.ahead
}

problems contains {
	"rule_id": id,
	"pointer": sprintf("/modelwarden/params/defaults (%s)", [name]),
	"reason": sprintf("the parameter %s is needed, and this bundle does not define it", [name]),
} if {
	some name, ids in needed
	some id in ids
	not name in object.keys(params.resolved)
}

problems contains {
	"rule_id": id,
	"pointer": "/modelwarden/rules",
	"reason": "the catalogue lists this rule, and the bundle has no code for it",
} if {
	some id, _ in checks.rules
	not id in object.keys(checks.status)
}

# The parameters that this decision rests on, and the rules that need them; the gate itself has no id.
needed[name] contains "" if some name in _own_needs

needed[name] contains id if {
	some id, rule in checks.rules
	some name in rule.params
}

_own_needs := {
	"evidence.assurance_min",
	"waivers.days_critical",
	"waivers.days_high",
	"waivers.days_medium",
	"waivers.days_low",
	"waivers.expiring_days",
}
