# METADATA
# scope: package
# title: Waivers
# description: >-
#   A waiver lets the findings of one rule stand, for one model in one environment, for a limited time and on
#   somebody else's word. It counts only if every condition below holds; each that does not is told in words.
#   What it waives stays in sight.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.waivers

import data.modelwarden.lib.bundle
import data.modelwarden.lib.clock
import data.modelwarden.lib.params
import data.modelwarden.lib.people
import data.modelwarden.lib.shape
import data.modelwarden.lib.text

# Rule id to the ids of the waivers that count for it now.
counting[waiver.rule_id] contains waiver.id if {
	some waiver in given
	count(defects(waiver)) == 0
	running(waiver)
}

given := [waiver | shape.valid; some waiver in input.waivers]

# Why a waiver does not count, whatever the hour.
defects(waiver) := [saying |
	some condition, saying in _sayings
	not _meets(condition, waiver)
]

default running(_) := false

running(waiver) if clock.now < clock.ns(waiver.expires_at)

days_left(waiver) := clock.days(input.evaluated_at, waiver.expires_at)

_sayings := {
	"rule": "this bundle has no such rule",
	"waivable": "this rule cannot be waived",
	"revoked": "it was revoked",
	"model": "it is for another model",
	"version": "it is for another version",
	"environment": "it is for another environment",
	"reason": "it gives no reason",
	"approved": "nobody approved it",
	"four_eyes": "it was approved by the person who asked for it",
	"distance": "it was approved by somebody who had a hand in this version",
	"begun": "it is not valid yet",
	"length": "it is valid for longer than the severity of its rule allows",
}

default _meets(_, _) := false

_meets("rule", waiver) if waiver.rule_id in object.keys(bundle.catalog)

_meets("waivable", waiver) if bundle.catalog[waiver.rule_id].unwaivable == false

_meets("revoked", waiver) if waiver.revoked == false

_meets("model", waiver) if waiver.model == input.model.name

_meets("version", waiver) if waiver.version_digest in {null, input.version.digest}

_meets("environment", waiver) if waiver.environment == input.request.target.environment

_meets("reason", waiver) if text.said(waiver.reason)

_meets("approved", waiver) if count(waiver.approved_by) > 0

_meets("four_eyes", waiver) if {
	every approver in waiver.approved_by {
		approver != waiver.requested_by
	}
}

_meets("distance", waiver) if {
	every approver in waiver.approved_by {
		not approver in people.involved
	}
}

_meets("begun", waiver) if clock.ns(waiver.not_before) <= clock.now

_meets("length", waiver) if {
	severity := bundle.catalog[waiver.rule_id].severity
	clock.days(waiver.not_before, waiver.expires_at) <= params.value(sprintf("waivers.days_%s", [severity]))
}
