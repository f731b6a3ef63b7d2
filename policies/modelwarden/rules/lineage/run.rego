# METADATA
# scope: package
# title: Training run recorded
# description: The lineage names the run that trained the version.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: LINE-003
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "Training run: {observed}; needed: {threshold}."
#   solution: Record the training run (its parameters, times and code commit) and name it when you register the version.
#   evidence:
#     /lineage: object
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(a)
#       text: Methods and steps of development.
#     - framework: ISO/IEC 42001:2023
#       ref: A.6.2.3
#       text: Documentation of design and development.
package modelwarden.rules.lineage.run

import data.modelwarden.lib.text

id := object.get(input, ["lineage", "run", "id"], "")

readings contains {
	"subject": "Training run",
	"ok": text.said(id),
	"observed": text.listed({id} - {""}, "none recorded"),
	"threshold": "a run",
	"evidence": ["/lineage/run"],
}
