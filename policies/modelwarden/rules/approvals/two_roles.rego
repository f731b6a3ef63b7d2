# METADATA
# scope: package
# title: Approvals by the required roles
# description: >-
#   Every role that the tier requires has approved this very version. An approval counts while it stands, is bound
#   to the version's digest, and was given by somebody who had no hand in the version; one person fills one role,
#   the one they signed for first.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: APPR-001
#   since: 2026.11.0
#   severity: high
#   applies: protected
#   unwaivable: true
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Ask a person who holds this role, and had no hand in the version, to review the request.
#   evidence:
#     /reviews: array
#     /contributors: array
#   params: [approvals.roles]
#   controls:
#     - framework: NIST AI RMF 1.0
#       ref: MANAGE 1.1
#       text: The decision whether deployment should proceed.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 1.3
#       text: People who did not develop the system take part in assessing it.
#     - framework: US bank model risk guidance
#       ref: SR 26-2
#       text: Effective challenge.
package modelwarden.rules.approvals.two_roles

import data.modelwarden.lib.params
import data.modelwarden.lib.reviews
import data.modelwarden.lib.text

# What is still missing is owed, not violated: it is told as a warning, and the obligation stands in the way.
readings contains {
	"subject": owed.title,
	"ok": owed.met,
	"advisory": true,
	"observed": text.listed(owed.by, "nobody has approved"),
	"threshold": sprintf("%d approval", [owed.required]),
	"evidence": ["/reviews"],
} if {
	some owed in obligations
}

obligations contains {
	"type": "approval",
	"role": role,
	"required": 1,
	"given": count(signers),
	"by": sort(signers),
	"met": count(signers) >= 1,
	"title": sprintf("Approval by a %s", [replace(role, "_", " ")]),
} if {
	some role in params.value("approvals.roles")
	signers := {approval.reviewer | some approval in reviews.counting; approval.role == role}
}
