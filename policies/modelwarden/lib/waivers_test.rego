package modelwarden.lib.waivers_test

import data.modelwarden.lib.waivers
import data.modelwarden.testing

test_counting if {
	waivers.counting == {"FAIR-001": {"waiver-1"}} with input as testing.waived({})
	waivers.counting == {"FAIR-001": {"waiver-1"}} with input as testing.waived({"version_digest": null})
}

# The digest of another version; any digest but the base input's.
other := data.fixtures.base.evidence.performance.digest

test_does_not_count[why] if {
	some why, changes in {
		"this bundle has no such rule": {"rule_id": "FAIR-999"},
		"this rule cannot be waived": {"rule_id": "PROV-002"},
		"it was revoked": {"revoked": true},
		"it is for another model": {"model": "credit-scoring-2"},
		"it is for another version": {"version_digest": other},
		"it is for another environment": {"environment": "staging"},
		"it gives no reason": {"reason": " "},
		"nobody approved it": {"approved_by": []},
		"it was approved by the person who asked for it": {"requested_by": "rosa"},
		"it was approved by somebody who had a hand in this version": {
			"requested_by": "max",
			"approved_by": ["rosa", "dana"],
		},
		"it is not valid yet": {"not_before": "2026-11-21T08:00:00.001Z"},
		"it is valid for longer than the severity of its rule allows": {"expires_at": "2027-02-18T00:00:00.001Z"},
	}
	document := testing.waived(changes)
	count(waivers.counting) == 0 with input as document
	why in waivers.defects(document.waivers[0]) with input as document
}

# FAIR-001 is of high severity: 90 days, to the millisecond.
test_longest if {
	count(waivers.counting) == 1 with input as testing.waived({"expires_at": "2027-02-18T00:00:00.000Z"})
}

test_begins_now if {
	count(waivers.counting) == 1 with input as testing.waived({"not_before": "2026-11-21T08:00:00.000Z"})
}

# At the moment of its end it no longer counts.
test_ends if {
	document := testing.waived({"expires_at": "2026-11-21T08:00:00.000Z"})
	count(waivers.counting) == 0 with input as document
	not waivers.running(document.waivers[0]) with input as document
	count(waivers.defects(document.waivers[0])) == 0 with input as document
	count(waivers.counting) == 1 with input as testing.waived({"expires_at": "2026-11-21T08:00:00.001Z"})
}

test_impossible_dates_never_count[field] if {
	some field in ["not_before", "expires_at"]
	count(waivers.counting) == 0 with input as testing.waived({field: "2026-02-30T00:00:00.000Z"})
}

test_an_input_that_cannot_be_read_brings_none if {
	document := object.remove(testing.waived({}), ["model"])
	count(waivers.given) == 0 with input as document
	count(waivers.counting) == 0 with input as document
}

test_days_left if {
	document := testing.waived({"expires_at": "2026-11-22T20:00:00.000Z"})
	waivers.days_left(document.waivers[0]) == 1.5 with input as document
}
