# METADATA
# scope: package
# title: Evaluated as at first
# description: >-
#   The newest figures were computed on the dataset version that the first ones of these files were computed on, and
#   fairness was examined for the same sensitive columns. A change may be right, as when the data was corrected; it may
#   also be a kinder table after a refusal. A reviewer has to see it.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: LINE-005
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "{subject}: {observed}; at first it was {threshold}."
#   solution: >-
#     Tell the reviewers why the evaluation was changed, or have the evidence computed again as at first. What was
#     computed before is listed with the version.
#   evidence:
#     /first_evidence: array
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(g)
#       text: Validation and testing data and their main characteristics.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.1
#       text: Test sets, metrics and tools are documented.
package modelwarden.rules.lineage.first_evaluation

import data.modelwarden.lib.fairness
import data.modelwarden.lib.text

readings contains {
	"subject": sprintf("Data of the %s evidence", [kind]),
	"ok": stated == {digest},
	"observed": named(digest),
	"threshold": text.listed({named(first) | some first in stated}, "never put on record"),
	"evidence": [sprintf("/evidence/%s/dataset_digest", [kind]), "/first_evidence"],
} if {
	some kind in ["performance", "fairness", "explanation"]
	digest := input.evidence[kind].dataset_digest
	stated := {first.dataset_digest | some first in input.first_evidence; first.kind == kind}
}

readings contains {
	"subject": "Sensitive columns examined",
	"ok": stated == {examined},
	"observed": text.listed(examined, "none"),
	"threshold": text.listed({text.listed(first, "none") | some first in stated}, "never put on record"),
	"evidence": ["/evidence/fairness/body/attributes", "/first_evidence"],
} if {
	examined := {attribute.columns[0] | some attribute in fairness.attributes; count(attribute.columns) == 1}
	stated := {{name | some name in first.sensitive} | some first in input.first_evidence; first.kind == "fairness"}
	input.evidence.fairness
}

named(digest) := digest if is_string(digest)

else := "data that is not registered"
