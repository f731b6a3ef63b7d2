# METADATA
# scope: package
# title: Demographic parity ratio
# description: >-
#   For every sensitive attribute examined, the group that is selected least often is selected at least at the
#   given share of the rate of the group selected most often. Exactly the share is in order. The four-fifths
#   rule is an indicator, not a verdict: it says where to look. Groups too small to judge are FAIR-004's matter.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: FAIR-001
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject}: demographic parity ratio {observed}; it must be {threshold}."
#   solution: >-
#     Find what drives the lower selection rate (the explanation's importances per group help), mitigate it or
#     show why it is justified, register a new version and have its fairness computed again.
#   evidence:
#     /evidence/fairness/body/attributes: array
#     /lineage/datasets: array
#   params:
#     - fairness.group_size_min
#     - fairness.intersections
#     - fairness.parity_ratio_min
#     - fairness.required_attributes
#   controls:
#     - framework: EU AI Act
#       ref: Art. 10(2)(f)
#       text: Examination for possible biases.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.11
#       text: Fairness and bias are evaluated and the results documented.
#     - framework: US Uniform Guidelines
#       ref: 29 CFR 1607.4(D)
#       text: The four-fifths rule of thumb for employment selection, used here as an indicator.
package modelwarden.rules.fairness.demographic_parity

import data.modelwarden.lib.fairness
import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("fairness.parity_ratio_min")

readings contains {
	"subject": disparity.attribute,
	"ok": fraction.at_least(disparity.exact, limit),
	"advisory": disparity.advisory,
	"observed": disparity.described,
	"threshold": sprintf("at least %s", [fraction.show(limit)]),
	"evidence": [disparity.pointer],
} if {
	some disparity in fairness.judged("demographic_parity_ratio")
}

readings contains {
	"gap": sprintf("fairness was not computed with the intersection of %s", [concat(" and ", sort(pair))]),
	"ok": false,
} if {
	some pair in fairness.unexamined_pairs
}
