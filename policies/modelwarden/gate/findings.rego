# METADATA
# scope: package
# title: Findings
# description: >-
#   What was found, ready to be shown: the rule's own words from the catalogue around what it read. The worst
#   comes first, and the order is the same every time.
package modelwarden.gate.findings

import data.modelwarden.gate.checks
import data.modelwarden.lib.evidence
import data.modelwarden.lib.waivers

violations := _ordered(_refused.violated | _unproven.deny)

warnings := _ordered(_reserved | _unproven.warn)

waived := _ordered(_refused.waived)

_refused[status] := {_finding(id, reading) |
	some id, ended in checks.status
	ended == status
	some reading in checks.refusals[id]
} if {
	some status in {"violated", "waived"}
}

_reserved contains _finding(id, reading) if {
	some id, taken in checks.reservations
	some reading in taken
}

# A check without evidence reads like one that failed, and says how the evidence is made.
_unproven[enforcement] := {finding |
	some id, ended in checks.status
	ended == "no_evidence"
	enforcement == _enforcement(id)
	finding := object.union(_finding(id, _absence(id)), {
		"msg": sprintf("%s: not judged, because %s.", [checks.rules[id].title, _reasons(id)]),
		"solution": _remedy(id),
		"waiver_ids": [],
	})
} if {
	some enforcement in {"deny", "warn"}
}

_enforcement(id) := "warn" if id in checks.lenient

else := "deny"

_absence(id) := {
	"observed": sprintf("no evidence: %s", [_reasons(id)]),
	"threshold": "evidence of this version, strong enough to count",
	"evidence": sort(object.keys(checks.rules[id].evidence)),
}

_reasons(id) := concat("; ", sort(checks.gaps[id]))

_remedy(id) := concat(" ", sort({evidence.remedy(pointer) | some pointer, _ in checks.rules[id].evidence}))

_finding(id, reading) := {
	"rule_id": id,
	"title": rule.title,
	"msg": strings.replace_n(
		{
			"{subject}": _word(reading, "subject"),
			"{observed}": _word(reading, "observed"),
			"{threshold}": _word(reading, "threshold"),
		},
		rule.failure_msg,
	),
	"severity": rule.severity,
	"evidence": object.get(reading, "evidence", []),
	"observed": _word(reading, "observed"),
	"threshold": _word(reading, "threshold"),
	"solution": rule.solution,
	"controls": rule.controls,
	"waiver_ids": sort(object.get(waivers.counting, id, set())),
} if {
	rule := checks.rules[id]
}

_word(reading, field) := sprintf("%v", [object.get(reading, field, "not said")])

_ordered(findings) := [finding |
	some [_, _, _, finding] in sort([[_rank[finding.severity], finding.rule_id, finding.observed, finding] |
		some finding in findings
	])
]

_rank := {"critical": 0, "high": 1, "medium": 2, "low": 3}
