# METADATA
# scope: package
# title: Area under the ROC curve
# description: >-
#   How well the score tells favourable from unfavourable outcomes reaches the limit. A model whose
#   evaluation table has no score column has none, and that is a finding rather than a pass.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: VAL-004
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "The area under the ROC curve is {observed}; it must be {threshold}."
#   solution: >-
#     Improve the model and register a new version; if only decisions were evaluated, add the score to the
#     evaluation table.
#   evidence:
#     /evidence/performance/body: object
#   params: [validation.roc_auc_min]
#   controls:
#     - framework: US bank model risk guidance
#       ref: SR 26-2
#       text: Validation and monitoring.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.5
#       text: The system is shown to be valid and reliable, and its limits are documented.
package modelwarden.rules.validation.discrimination

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("validation.roc_auc_min")

area := input.evidence.performance.body.roc_auc

readings contains {
	"subject": "Area under the ROC curve",
	"ok": fraction.at_least(fraction.of_number(area), limit),
	"observed": object.get({null: "not measured: there is no score"}, area, json.marshal(area)),
	"threshold": sprintf("at least %s", [fraction.show(limit)]),
	"evidence": ["/evidence/performance/body/roc_auc"],
}
