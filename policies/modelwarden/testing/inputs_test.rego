# Inputs for tests, made from the one that passes.
package modelwarden.testing

base := data.fixtures.base

patched(patch) := json.patch(base, patch)

replaced(path, value) := patched([{"op": "replace", "path": path, "value": value}])

removed(path) := patched([{"op": "remove", "path": path}])

# The high-tier passing input with a disparity between the sexes, 3/4, which breaks FAIR-001.
unfair := replaced("/evidence/fairness/body/attributes/0/disparities/1/exact", {"num": 3, "den": 4})

# A waiver that counts for it, for 60 days.
waiver := {
	"id": "waiver-1",
	"rule_id": "FAIR-001",
	"model": "credit-scoring",
	"version_digest": base.version.digest,
	"environment": "production",
	"reason": "The disparity is understood; a better sample arrives in December.",
	"compensating_controls": "A clerk looks at every refusal of a woman.",
	"requested_by": "dana",
	"approved_by": ["rosa"],
	"not_before": "2026-11-20T00:00:00.000Z",
	"expires_at": "2027-01-19T00:00:00.000Z",
	"revoked": false,
}

waived(changes) := object.union(unfair, {"waivers": [object.union(waiver, changes)]})

# A rule's entry in the catalogue; its readings are given by the test as data.modelwarden.rules.testing.told.
rule := {
	"id": "TEST-001",
	"family": "testing",
	"name": "told",
	"title": "A rule for a test",
	"description": "It reads what it is told to read.",
	"since": "2026.11.0",
	"severity": "high",
	"failure_msg": "{subject}: {observed} against {threshold}.",
	"solution": "Mend it.",
	"evidence": {"/model/owner": "string"},
	"params": [],
	"controls": [{"framework": "A law", "ref": "Art. 1", "text": "A duty."}],
	"applies": "always",
	"unwaivable": false,
}
