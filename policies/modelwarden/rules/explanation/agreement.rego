# METADATA
# scope: package
# title: Explanation of the model that was evaluated
# description: >-
#   The model that was explained decides as the predictions that were evaluated do, so that the explanation and
#   the fairness figures speak of one model.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: EXPL-002
#   since: 2026.11.0
#   severity: high
#   failure_msg: "The explained model agrees with the evaluated predictions on {observed}; it must be {threshold}."
#   solution: >-
#     Register the model that made the predictions, or make the predictions with the registered model, and have the
#     evidence computed again.
#   evidence:
#     /evidence/explanation/body/prediction_agreement/k: number
#     /evidence/explanation/body/prediction_agreement/n: number
#   params: [explanation.agreement_min]
#   controls:
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.9
#       text: The model is explained and validated.
package modelwarden.rules.explanation.agreement

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("explanation.agreement_min")

rate := input.evidence.explanation.body.prediction_agreement

readings contains {
	"subject": "Agreement",
	"ok": fraction.at_least(fraction.of_rate(rate), limit),
	"observed": sprintf("%s (%d of %d)", [fraction.down(fraction.of_rate(rate)), rate.k, rate.n]),
	"threshold": sprintf("at least %s", [fraction.show(limit)]),
	"evidence": ["/evidence/explanation/body/prediction_agreement"],
}
