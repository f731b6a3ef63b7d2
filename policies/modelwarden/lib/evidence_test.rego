package modelwarden.lib.evidence_test

import data.modelwarden.lib.evidence
import data.modelwarden.testing

rows := "/evidence/performance/body/rows"

test_no_gap if {
	not evidence.gap(rows, "number") with input as testing.base
	not evidence.gap("/model/owner", "string") with input as testing.base
	not evidence.gap("/version/files", "array") with input as testing.base
}

test_missing if {
	never_produced := evidence.gap(rows, "number") with input as testing.removed("/evidence/performance")
	never_produced == "there is no performance evidence of this version"
	no_value := evidence.gap(rows, "number") with input as testing.replaced(rows, null)
	no_value == "/evidence/performance/body/rows is missing"
	nothing := evidence.gap("/model/owner", "string") with input as {}
	nothing == "/model/owner is missing"
	no_object := evidence.gap("/model/owner", "string") with input as 7
	no_object == "/model/owner is missing"
}

test_wrong_type if {
	word := evidence.gap(rows, "number") with input as testing.replaced(rows, "300")
	word == "/evidence/performance/body/rows is string instead of number"
	files := evidence.gap("/version/files", "array") with input as testing.replaced("/version/files", {})
	files == "/version/files is object instead of array"
}

test_of_another_version if {
	document := testing.replaced("/evidence/performance/version_digest", "sha256:00")
	gap := evidence.gap(rows, "number") with input as document
	gap == "/evidence/performance is evidence of another version, sha256:00"
	not evidence.gap("/evidence/performance/assurance", "string") with input as document
}

test_too_weak if {
	document := testing.replaced("/evidence/performance/assurance", "declared")
	gap := evidence.gap(rows, "number") with input as document
	gap == "/evidence/performance is declared, which is weaker than reproduced"
	not evidence.gap("/evidence/performance/assurance", "string") with input as document
}

# A head without these says nothing, which is neither this version nor strong.
test_nothing_stated if {
	nameless := evidence.gap(rows, "number") with input as testing.removed("/evidence/performance/version_digest")
	nameless == "/evidence/performance is evidence of another version, nothing"
	unsure := evidence.gap(rows, "number") with input as testing.removed("/evidence/performance/assurance")
	unsure == "/evidence/performance is nothing, which is weaker than recomputed"
}

test_declared_is_enough_where_it_is_asked_for if {
	strong := evidence.strong("performance") with input as testing.replaced("/evidence/performance/assurance", "declared")
		with data.modelwarden.params.tiers.high as {"evidence.assurance_min": "declared"}
	strong == true
}

# For a profile and a scan no model is run: whatever is asked of the others, they are to be recomputed and no more.
test_kinds_without_a_model[kind][least] if {
	some kind in ["data_profile", "scan"]
	some least in evidence.levels
	asking := {"high": {"evidence.assurance_min": least}}
	evidence.strong(kind) with input as testing.base with data.modelwarden.params.tiers as asking
	at := sprintf("/evidence/%s/assurance", [kind])
	not evidence.strong(kind) with input as testing.replaced(at, "declared")
		with data.modelwarden.params.tiers as asking
	asked := evidence.asked(kind) with input as testing.base with data.modelwarden.params.tiers as asking
	asked == "recomputed"
}

test_what_the_tier_asks[tier] if {
	some tier, least in {"minimal": "recomputed", "limited": "recomputed", "high": "reproduced"}
	asked := {kind: level |
		some kind in ["performance", "fairness", "explanation"]
		level := evidence.asked(kind) with input as testing.patched([
			{"op": "replace", "path": "/project/risk_tier", "value": tier},
			{"op": "replace", "path": "/model/risk_tier", "value": tier},
		])
	}
	asked == {"performance": least, "fairness": least, "explanation": least}
}

test_unknown_assurance_is_too_weak if {
	not evidence.strong("performance") with input as testing.replaced("/evidence/performance/assurance", "trusted")
	not evidence.strong("drift") with input as testing.base
	not evidence.bound("drift") with input as testing.base
}

# Without the parameter nothing is strong enough.
test_no_parameter_no_evidence if {
	not evidence.strong("performance") with input as testing.base with data.modelwarden.params as {}
	not evidence.strong("scan") with input as testing.base with data.modelwarden.params as {}
	gap := evidence.gap(rows, "number") with input as testing.base with data.modelwarden.params as {}
	gap == "/evidence/performance is reproduced, which is weaker than what counts"
}

test_levels[level] if {
	some level, counts in {"declared": false, "recomputed": false, "reproduced": true, "independent": true}
	document := testing.patched([
		{"op": "replace", "path": "/evidence/performance/assurance", "value": level},
	])
	strong := evidence.strong("performance") with input as document
	strong == counts
}

test_kinds if {
	evidence.touched_kind("/evidence/scan/body/files") == "scan"
	evidence.touched_kind("/evidence/scan/digest") == "scan"
	evidence.touched_kind("/evidence") == ""
	evidence.touched_kind("/model/owner") == ""
	evidence.believed_kind("/evidence/scan/body") == "scan"
	not evidence.believed_kind("/evidence/scan/bodyguard")
	not evidence.believed_kind("/evidence/scan/digest")
	not evidence.believed_kind("/model/evidence/scan/body")
}

test_remedies if {
	every kind in ["performance", "fairness", "explanation", "data_profile"] {
		contains(evidence.remedy(sprintf("/evidence/%s/body", [kind])), "Have the platform compute it")
	}
	every kind in ["performance", "fairness"] {
		contains(evidence.remedy(sprintf("/evidence/%s/body", [kind])), "`--model-path`")
	}
	contains(evidence.remedy("/evidence/scan/body"), "Files are scanned")
	evidence.remedy("/model/owner") == "Record what belongs at /model/owner."
	evidence.remedy("/evidence/drift/body") == "Record what belongs at /evidence/drift/body."
}
