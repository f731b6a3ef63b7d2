package modelwarden.lib.reviews_test

import data.modelwarden.lib.people
import data.modelwarden.lib.reviews
import data.modelwarden.testing

counting(document) := {[approval.reviewer, approval.role] | some approval in found} if {
	found := reviews.counting with input as document
}

test_counting if counting(testing.base) == {["rosa", "risk_reviewer"], ["leo", "legal_reviewer"]}

test_everybody_with_a_hand_in_it if {
	document := testing.patched([
		{"op": "replace", "path": "/contributors", "value": ["carl"]},
		{"op": "replace", "path": "/version/registered_by", "value": "rita"},
		{"op": "replace", "path": "/evidence/scan/produced_by", "value": "sven"},
		{"op": "replace", "path": "/evidence/documents/0/produced_by", "value": "ivo"},
	])
	involved := people.involved with input as document
	involved == {"carl", "rita", "sven", "ivo", "mlops-worker"}
}

test_a_rejection_is_no_approval if {
	counting(testing.replaced("/reviews/0/verdict", "reject")) == {["leo", "legal_reviewer"]}
}

test_the_first_of_one_person_counts if {
	document := testing.replaced("/reviews/0/reviewer", "leo")
	counting(document) == {["leo", "risk_reviewer"]}
}

test_at_the_same_time_the_smaller_id_counts if {
	document := testing.patched([
		{"op": "replace", "path": "/reviews/0/reviewer", "value": "leo"},
		{"op": "replace", "path": "/reviews/0/signed_at", "value": "2026-11-20T15:00:00.000Z"},
		{"op": "replace", "path": "/reviews/0/id", "value": "review-9"},
	])
	counting(document) == {["leo", "legal_reviewer"]}
}

test_standing if {
	found := reviews.standing with input as testing.replaced("/reviews/0/standing", false)
	{review.reviewer | some review in found} == {"leo"}
	others := reviews.standing with input as testing.replaced("/reviews/0/version_digest", "sha256:00")
	{review.reviewer | some review in others} == {"leo"}
}
