# METADATA
# scope: package
# title: Reviews that count
# description: >-
#   A review speaks about one digest, and only while it stands: when the version, its evidence or the policy changes,
#   it falls.
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
