# METADATA
# scope: package
# title: Sensitive attributes examined
# description: >-
#   Every sensitive attribute that the training data's datasheet names, or that a parameter requires, was examined on
#   its own and on every row. Where neither names one, nobody has said which groups matter, and that is a finding too.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: FAIR-003
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Name the sensitive attributes in the datasheet of the training data, add the missing columns to the evaluation
#     table and have fairness computed over all of them.
#   evidence:
#     /evidence/fairness/body/attributes: array
#     /evidence/fairness/body/rows: number
#     /lineage/datasets: array
#   params: [fairness.required_attributes]
#   controls:
#     - framework: EU AI Act
#       ref: Art. 10(2)(f)
#       text: Examination for possible biases.
#     - framework: EU AI Act
#       ref: Annex IV(3)
#       text: Degrees of accuracy for specific persons or groups.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.11
#       text: Fairness and bias are evaluated and the results documented.
package modelwarden.rules.fairness.attributes_examined

import data.modelwarden.lib.fairness
import data.modelwarden.lib.text

readings contains {
	"subject": name,
	"ok": examined(name) == {rows},
	"observed": text.listed({sprintf("examined on %d rows", [n]) | some n in examined(name)}, "not examined"),
	"threshold": sprintf("an examination of its own, on all %d rows", [rows]),
	"evidence": ["/evidence/fairness/body/attributes", "/lineage/datasets"],
} if {
	some name in fairness.required
}

readings contains {
	"subject": "Sensitive attributes",
	"ok": false,
	"observed": "none is named by the training data's datasheet or by a parameter",
	"threshold": "at least one",
	"evidence": ["/lineage/datasets"],
} if {
	count(fairness.required) == 0
}

rows := input.evidence.fairness.body.rows

# On how many rows an attribute was examined by itself; rows without a value are a group of their own.
examined(name) := {sum([group.n | some group in attribute.groups]) |
	some attribute in fairness.attributes
	attribute.columns == [name]
}
