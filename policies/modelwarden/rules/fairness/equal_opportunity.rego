# METADATA
# scope: package
# title: Equal opportunity difference
# description: >-
#   Among people whose true outcome is the favourable one, no group's rate of being recognised as such (the true
#   positive rate) lies further below another group's than the given difference.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: FAIR-002
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject}: equal opportunity difference {observed}; it must be {threshold}."
#   solution: >-
#     Look at the false negatives of the lower group, mitigate (thresholds, reweighing, better features), register
#     a new version and have its fairness computed again.
#   evidence:
#     /evidence/fairness/body/attributes: array
#     /lineage/datasets: array
#   params:
#     - fairness.group_size_min
#     - fairness.intersections
#     - fairness.opportunity_difference_max
#     - fairness.required_attributes
#   controls:
#     - framework: EU AI Act
#       ref: Art. 10(2)(f)
#       text: Examination for possible biases.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.11
#       text: Fairness and bias are evaluated and the results documented.
package modelwarden.rules.fairness.equal_opportunity

import data.modelwarden.lib.fairness
import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("fairness.opportunity_difference_max")

readings contains {
	"subject": disparity.attribute,
	"ok": fraction.at_most(disparity.exact, limit),
	"advisory": disparity.advisory,
	"observed": disparity.described,
	"threshold": sprintf("at most %s", [fraction.show(limit)]),
	"evidence": [disparity.pointer],
} if {
	some disparity in fairness.judged("equal_opportunity_difference")
}

readings contains {
	"gap": sprintf("fairness was not computed with the intersection of %s", [concat(" and ", sort(pair))]),
	"ok": false,
} if {
	some pair in fairness.unexamined_pairs
}
