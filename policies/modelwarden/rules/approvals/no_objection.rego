# METADATA
# scope: package
# title: No standing objection
# description: Nobody's rejection of this version, or request to change it, still stands.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: APPR-002
#   since: 2026.11.0
#   severity: high
#   unwaivable: true
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Answer the reviewer: register a version that meets the objection, or let the reviewer review again.
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

objections contains sprintf("%s (%s): %s", [review.reviewer, review.role, verdict]) if {
	some review in reviews.standing
	review.verdict != "approve"
	verdict := replace(review.verdict, "_", " ")
}

readings contains {
	"subject": "Reviews",
	"ok": count(objections) == 0,
	"observed": text.listed(objections, "no objection"),
	"threshold": "no standing objection",
	"evidence": ["/reviews"],
}
