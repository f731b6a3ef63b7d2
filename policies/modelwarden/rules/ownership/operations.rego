# METADATA
# scope: package
# title: On-call contact, escalation path, runbook and fallback
# description: >-
#   Whoever is woken at night knows whom to call, what to do, and what takes the model's place: there is an on-call
#   contact, an escalation path, a runbook and a fallback.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: OWN-002
#   since: 2026.11.0
#   severity: medium
#   applies: protected
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: Say on the model who is on call, how a problem escalates, where the runbook is and what the fallback is.
#   evidence:
#     /model/on_call: string
#     /model/escalation_path: string
#     /model/runbook: string
#     /model/fallback: string
#   params: []
#   controls:
#     - framework: NIST AI RMF 1.0
#       ref: MANAGE 2.4
#       text: Mechanisms to supersede, disengage or deactivate the system.
#     - framework: NIST AI RMF 1.0
#       ref: MANAGE 4.1
#       text: Plans for the time after deployment, incidents included.
package modelwarden.rules.ownership.operations

import data.modelwarden.lib.text

asked := {
	"on_call": "On-call contact",
	"escalation_path": "Escalation path",
	"runbook": "Runbook",
	"fallback": "Fallback",
}

readings contains {
	"subject": subject,
	"ok": text.said(answer),
	"observed": text.shown(answer),
	"threshold": "an answer",
	"evidence": [sprintf("/model/%s", [field])],
} if {
	some field, subject in asked
	answer := object.get(input.model, field, "")
}
