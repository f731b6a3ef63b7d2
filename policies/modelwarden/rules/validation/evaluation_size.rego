# METADATA
# scope: package
# title: Size of the evaluation
# description: The evaluation table has enough rows for its figures to mean something.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: VAL-003
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "The evaluation has {observed} rows; it must have {threshold}."
#   solution: Evaluate on more held-out rows and have the evidence computed again.
#   evidence:
#     /evidence/performance/body/rows: number
#   params: [validation.rows_min]
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(g)
#       text: Validation and testing data and their main characteristics.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.5
#       text: The system is shown to be valid and reliable, and its limits are documented.
package modelwarden.rules.validation.evaluation_size

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params

limit := params.value("validation.rows_min")

rows := input.evidence.performance.body.rows

readings contains {
	"subject": "Evaluation table",
	"ok": fraction.at_least(fraction.of_number(rows), fraction.of_number(limit)),
	"observed": sprintf("%d", [rows]),
	"threshold": sprintf("at least %d", [limit]),
	"evidence": ["/evidence/performance/body/rows"],
}
