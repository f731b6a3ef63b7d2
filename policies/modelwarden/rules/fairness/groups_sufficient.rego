# METADATA
# scope: package
# title: Groups large enough to judge
# description: >-
#   No group is too small for its rates to mean anything, by the evidence's own minimum and by the parameter's. Such
#   a group passes nothing: it is told, and whether it stands in the way is a parameter, for single attributes and
#   for intersections apart.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: FAIR-004
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Evaluate on more rows of these groups, or join groups where that makes sense for the people in them, and have
#     fairness computed again.
#   evidence:
#     /evidence/fairness/body/attributes: array
#     /evidence/fairness/body/minimum_group_size: number
#   params: [fairness.group_size_min, fairness.insufficient_groups, fairness.insufficient_intersections]
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(3)
#       text: Degrees of accuracy for specific persons or groups.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.11
#       text: Fairness and bias are evaluated and the results documented.
package modelwarden.rules.fairness.groups_sufficient

import data.modelwarden.lib.fairness
import data.modelwarden.lib.params
import data.modelwarden.lib.text

readings contains {
	"subject": attribute.name,
	"ok": count(small | unclear) == 0,
	"advisory": params.value(parameter[count(attribute.columns) > 1]) == "warn",
	"observed": text.listed(small | unclear, "every group is large enough"),
	"threshold": sprintf("at least %d rows in each group", [smallest]),
	"evidence": [sprintf("/evidence/fairness/body/attributes/%d", [position])],
} if {
	some position, attribute in fairness.attributes
	small := {words("%v has %v rows", group, ["group", "n"]) | some group in attribute.groups; not enough(group)}
	unclear := {words("no %v (%v)", disparity, ["metric", "note"]) |
		some disparity in attribute.disparities
		not measured(disparity)
	}
}

# Whoever computes the evidence may ask for more, and not for less.
smallest := max([input.evidence.fairness.body.minimum_group_size, params.value("fairness.group_size_min")])

enough(group) if {
	group.sufficient == true
	is_number(group.n)
	group.n >= smallest
}

measured(disparity) if disparity.status == "measured"

words(format, item, fields) := sprintf(format, [object.get(item, field, "?") | some field in fields])

parameter := {
	false: "fairness.insufficient_groups",
	true: "fairness.insufficient_intersections",
}
