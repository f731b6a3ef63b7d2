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

# Objections to the base version: each [id, reviewer, role, verdict, moment] given, besides its two approvals.
objecting(given) := testing.patched([{"op": "add", "path": "/reviews/-", "value": review} |
	some [id, reviewer, role, verdict, at] in given
	review := object.union(testing.base.reviews[0], {
		"id": id, "reviewer": reviewer, "role": role, "verdict": verdict, "signed_at": at, "standing": false,
	})
])

open(document) := {objection.id | some objection in found} if {
	found := reviews.open with input as document
}

noon := "2026-11-20T12:00:00.000Z"

later := "2026-11-20T16:00:00.000Z"

test_nobody_objects if open(testing.base) == set()

# The objections here have fallen, as they do when the evidence changes.
test_an_objection_outlives_the_evidence[verdict] if {
	some verdict in ["reject", "request_changes"]
	open(objecting([["review-3", "max", "validator", verdict, noon]])) == {"review-3"}
}

test_a_standing_objection_is_open if open(testing.replaced("/reviews/1/verdict", "reject")) == {"review-2"}

# Rosa approved at two o'clock, after her first objection and before her second one.
test_the_same_reviewer_answers_later if {
	open(objecting([["review-3", "rosa", "validator", "reject", noon]])) == set()
	open(objecting([["review-3", "rosa", "validator", "reject", later]])) == {"review-3"}
}

test_nobody_else_answers if open(objecting([["review-3", "max", "legal_reviewer", "reject", noon]])) == {"review-3"}

test_of_two_objections_the_last_is_open if {
	open(objecting([
		["review-3", "max", "validator", "reject", noon],
		["review-4", "max", "validator", "request_changes", later],
	])) == {"review-4"}
}

test_at_the_same_time_the_larger_id_answers if {
	open(objecting([
		["review-3", "max", "validator", "reject", noon],
		["review-4", "max", "validator", "approve", noon],
	])) == set()
}

test_other_versions_neither_object_nor_answer if {
	document := objecting([
		["review-3", "max", "validator", "reject", noon],
		["review-4", "max", "validator", "reject", later],
	])
	open(json.patch(document, [{
		"op": "replace", "path": "/reviews/3/version_digest",
		"value": "sha256:00",
	}])) == {"review-3"}
}
