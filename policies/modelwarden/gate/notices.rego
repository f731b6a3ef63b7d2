# METADATA
# scope: package
# title: Notices about waivers
# description: What became of each waiver that was handed in, so that none works, or fails to, in silence.
package modelwarden.gate.notices

import data.modelwarden.gate.checks
import data.modelwarden.lib.params
import data.modelwarden.lib.waivers

about := sort([notice | some waiver in waivers.given; notice := _notice(waiver)])

_notice(waiver) := {
	"waiver_id": waiver.id,
	"rule_id": waiver.rule_id,
	"status": became[0],
	"reason": became[1],
} if {
	became := _became(waiver)
}

_became(waiver) := ["invalid", concat("; ", sort(waivers.defects(waiver)))] if count(waivers.defects(waiver)) > 0

else := ["expired", sprintf("it expired at %s", [waiver.expires_at])] if not waivers.running(waiver)

else := ["unused", "a waiver stands for findings, and here evidence is missing"] if {
	checks.status[waiver.rule_id] == "no_evidence"
}

else := ["unused", "the rule has nothing to waive here"] if not checks.status[waiver.rule_id] == "waived"

else := ["expiring", sprintf("it applies, and expires at %s", [waiver.expires_at])] if {
	waivers.days_left(waiver) <= params.value("waivers.expiring_days")
}

else := ["applied", sprintf("it applies until %s", [waiver.expires_at])]
