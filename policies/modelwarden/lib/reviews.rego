# METADATA
# scope: package
# title: Reviews that count
# description: >-
#   A review speaks about one digest, and an approval counts only while it stands: when the version, its evidence or
#   the policy changes, it falls. An objection falls as visibly, but is not answered by that, or anybody could wash it
#   away with new evidence: it is open until whoever made it reviews this version again.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.reviews

import data.modelwarden.lib.people

# Reviews of this very version that still stand.
standing contains review if {
	some review in input.reviews
	review.standing == true
	review.version_digest == input.version.digest
}

# Objections to this very version that whoever made them has not taken back, or put differently, since.
open contains objection if {
	some objection in input.reviews
	objection.verdict != "approve"
	objection.version_digest == input.version.digest
	not _answered(objection)
}

# Whether the same person has reviewed this version since, in this role or another.
_answered(objection) if {
	some other in input.reviews
	other.reviewer == objection.reviewer
	other.version_digest == input.version.digest
	[other.signed_at, other.id] > [objection.signed_at, objection.id]
}

# Approvals by people who had no hand in the version, each person's first one only.
counting contains approval if {
	some approval in _independent
	not _later(approval)
}

_independent contains review if {
	some review in standing
	review.verdict == "approve"
	not review.reviewer in people.involved
}

# Whether the same person approved before, in this role or another.
_later(approval) if {
	some other in _independent
	other.reviewer == approval.reviewer
	[other.signed_at, other.id] < [approval.signed_at, approval.id]
}
