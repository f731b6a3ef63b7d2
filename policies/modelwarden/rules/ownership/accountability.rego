# METADATA
# scope: package
# title: Owner and accountable person
# description: The model has an owner, and a named person who answers for it.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: OWN-001
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: Name the owner and the accountable person on the model.
#   evidence:
#     /model/owner: string
#     /model/accountable_person: string
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Art. 17(1)(m)
#       text: An accountability framework.
#     - framework: NIST AI RMF 1.0
#       ref: GOVERN 2.1
#       text: Roles and responsibilities are documented and clear.
package modelwarden.rules.ownership.accountability

import data.modelwarden.lib.text

asked := {"owner": "Owner", "accountable_person": "Accountable person"}

readings contains {
	"subject": subject,
	"ok": text.said(answer),
	"observed": text.shown(answer),
	"threshold": "a name",
	"evidence": [sprintf("/model/%s", [field])],
} if {
	some field, subject in asked
	answer := object.get(input.model, field, "")
}
