# METADATA
# scope: package
# title: No open objection
# description: >-
#   Nobody's rejection of this version, or request to change it, is open. An objection stays open when the evidence or
#   the policy that it was made on changes; it ends when the same reviewer reviews this version again.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: APPR-002
#   since: 2026.11.0
#   severity: high
#   unwaivable: true
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Answer the reviewer: register a version that meets the objection, or let the same reviewer review this one
#     again. New evidence alone does not answer an objection.
#   evidence:
#     /reviews: array
#   params: []
#   controls:
#     - framework: NIST AI RMF 1.0
#       ref: MANAGE 1.1
#       text: The decision whether deployment should proceed.
package modelwarden.rules.approvals.no_objection

import data.modelwarden.lib.reviews
import data.modelwarden.lib.text

objections contains sprintf("%s (%s): %s%s", [review.reviewer, review.role, verdict, made_on(review)]) if {
	some review in reviews.open
	verdict := replace(review.verdict, "_", " ")
}

# An objection that is open and does not stand was made before something else than the reviewer's mind changed.
default made_on(_) := ", made on earlier evidence, under an earlier policy or in another request"

made_on(review) := "" if review.standing == true

readings contains {
	"subject": "Reviews",
	"ok": count(objections) == 0,
	"observed": text.listed(objections, "no objection"),
	"threshold": "no open objection",
	"evidence": ["/reviews"],
}
