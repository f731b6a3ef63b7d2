# METADATA
# scope: package
# title: Accuracy
# description: The share of decisions on the evaluation table that were right, counted exactly, reaches the limit.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: VAL-002
#   since: 2026.11.0
#   severity: high
#   failure_msg: "Accuracy is {observed}; it must be {threshold}."
#   solution: Improve the model and register a new version; a limit is set before the test and not after it.
#   evidence:
#     /evidence/performance/body/rates/accuracy/k: number
#     /evidence/performance/body/rates/accuracy/n: number
#   params: [validation.accuracy_min]
#   controls:
#     - framework: EU AI Act
#       ref: Art. 15(1)
#       text: An appropriate level of accuracy.
#     - framework: EU AI Act
#       ref: Art. 9(8)
#       text: Testing against metrics and thresholds defined beforehand.
package modelwarden.rules.validation.accuracy

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("validation.accuracy_min")

rate := input.evidence.performance.body.rates.accuracy

readings contains {
	"subject": "Accuracy",
	"ok": fraction.at_least(fraction.of_rate(rate), limit),
	"observed": sprintf("%s (%d of %d)", [fraction.down(fraction.of_rate(rate)), rate.k, rate.n]),
	"threshold": sprintf("at least %s", [fraction.show(limit)]),
	"evidence": ["/evidence/performance/body/rates/accuracy"],
}
