package modelwarden.gate.notices_test

import data.modelwarden.gate.notices
import data.modelwarden.testing

notice(changes) := [found.status, found.reason] if {
	about := notices.about with input as testing.waived(changes)
	count(about) == 1
	found := about[0]
	found.waiver_id == "waiver-1"
}

test_applied if notice({}) == ["applied", "it applies until 2027-01-19T00:00:00.000Z"]

# 30 days before its end, by the default of waivers.expiring_days.
test_expiring if {
	notice({"expires_at": "2026-12-21T08:00:00.000Z"}) == [
		"expiring",
		"it applies, and expires at 2026-12-21T08:00:00.000Z",
	]
	notice({"expires_at": "2026-12-21T08:00:00.001Z"}) == ["applied", "it applies until 2026-12-21T08:00:00.001Z"]
}

test_expired if {
	notice({"expires_at": "2026-11-21T08:00:00.000Z"}) == ["expired", "it expired at 2026-11-21T08:00:00.000Z"]
}

test_invalid_says_every_reason if {
	notice({"revoked": true, "reason": ""}) == ["invalid", "it gives no reason; it was revoked"]
}

test_unused if {
	fair := notices.about with input as object.union(testing.base, {"waivers": [testing.waiver]})
	[[found.status, found.reason] | some found in fair] == [["unused", "the rule has nothing to waive here"]]
}

test_missing_evidence_is_not_waived if {
	document := object.union(testing.removed("/evidence/fairness"), {"waivers": [testing.waiver]})
	about := notices.about with input as document
	[[found.status, found.reason] | some found in about] == [[
		"unused",
		"a waiver stands for findings, and here evidence is missing",
	]]
}

test_every_waiver_has_its_notice if {
	second := object.union(testing.waiver, {"id": "waiver-0", "revoked": true})
	about := notices.about with input as object.union(testing.unfair, {"waivers": [testing.waiver, second]})
	{[found.waiver_id, found.status] | some found in about} == {["waiver-1", "applied"], ["waiver-0", "invalid"]}
	count(about) == 2
}
