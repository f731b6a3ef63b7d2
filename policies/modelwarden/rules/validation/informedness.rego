# METADATA
# scope: package
# title: Decisions tell outcomes apart
# description: >-
#   Favourable decisions go to favourable outcomes more often than to unfavourable ones, by at least the limit: the
#   true positive rate less the false positive rate (Youden, 1950). Who decides alike for everybody has none of it,
#   and would pass for accurate and for even between groups.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: VAL-005
#   since: 2026.11.0
#   severity: high
#   failure_msg: "True less false positive rate is {observed}; it must be {threshold}."
#   solution: >-
#     Choose the threshold for the decision that the model is there for, before the test; register a new version with
#     it and have its evidence computed.
#   evidence:
#     /evidence/performance/body/decision_rule: string
#     /evidence/performance/body/counts/tp: number
#     /evidence/performance/body/counts/fp: number
#     /evidence/performance/body/counts/fn: number
#     /evidence/performance/body/counts/tn: number
#   params: [validation.informedness_min]
#   controls:
#     - framework: EU AI Act
#       ref: Art. 15(1)
#       text: An appropriate level of accuracy.
#     - framework: EU AI Act
#       ref: Art. 9(8)
#       text: Testing against metrics and thresholds defined beforehand.
package modelwarden.rules.validation.informedness

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("validation.informedness_min")

counts := input.evidence.performance.body.counts

favourable := counts.tp + counts.fn

unfavourable := counts.fp + counts.tn

# Both rates over one denominator. Below zero it would decide better by doing the opposite.
index := {
	"num": max([0, (counts.tp * unfavourable) - (counts.fp * favourable)]),
	"den": favourable * unfavourable,
}

readings contains {
	"subject": "Decisions",
	"ok": fraction.at_least(index, limit),
	"observed": sprintf("%s (%d of %d against %d of %d) by %s", [
		fraction.down(index),
		counts.tp, favourable,
		counts.fp, unfavourable,
		input.evidence.performance.body.decision_rule,
	]),
	"threshold": sprintf("at least %s", [fraction.show(limit)]),
	"evidence": ["/evidence/performance/body/counts"],
}
