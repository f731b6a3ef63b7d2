# METADATA
# scope: package
# title: Intended purpose
# description: Somebody said what the model is for.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: DOC-001
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "Intended purpose: {observed}; needed: {threshold}."
#   solution: >-
#     Say on the model what it is for, on whom it is used, and what it must not be used for.
#   evidence:
#     /model/intended_purpose: string
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(1)(a)
#       text: The intended purpose.
#     - framework: NIST AI RMF 1.0
#       ref: MAP 1.1
#       text: Intended purpose and context are understood and documented.
package modelwarden.rules.documentation.intended_purpose

import data.modelwarden.lib.text

readings contains {
	"subject": "Intended purpose",
	"ok": text.said(input.model.intended_purpose),
	"observed": text.shown(input.model.intended_purpose),
	"threshold": "a statement",
	"evidence": ["/model/intended_purpose"],
}
