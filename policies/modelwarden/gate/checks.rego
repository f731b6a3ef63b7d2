# METADATA
# scope: package
# title: Checks
# description: >-
#   The frame around every rule. A rule only takes readings: what it observed, against which limit, and whether
#   that is in order. Silence is not consent: a rule that took no reading has not passed.
# schemas:
#   - input: schema.gate_input
package modelwarden.gate.checks

import data.modelwarden.lib.bundle
import data.modelwarden.lib.clock
import data.modelwarden.lib.evidence
import data.modelwarden.lib.packs
import data.modelwarden.lib.shape
import data.modelwarden.lib.waivers

# The rules in force, by id.
rules[id] := bundle.catalog[id] if some id, _ in packs.active

# How each of them ended.
status[id] := _status(id) if some id, _ in rules

_status(id) := "not_applicable" if id in _beside_the_point

else := "no_evidence" if count(gaps[id]) > 0

else := "waived" if {
	count(refusals[id]) > 0
	id in object.keys(waivers.counting)
}

else := "violated" if count(refusals[id]) > 0

else := "warned" if count(reservations[id]) > 0

else := "passed" if count(readings[id]) > 0

# A rule for protected targets has nothing to say about others.
_beside_the_point contains id if {
	shape.valid
	input.request.target.protected == false
	some id, rule in rules
	rule.applies == "protected"
}

# Why a rule could not judge, in words.
gaps[id] := _gaps(id) if some id, _ in rules

_gaps(id) := {"the input is malformed"} if not shape.valid

else := _missing[id] if count(_missing[id]) > 0

else := {"there was nothing to judge"} if count(readings[id]) == 0

else := {reading.gap | some reading in readings[id]}

_missing[id] := {gap |
	some pointer, type in rule.evidence
	gap := evidence.gap(pointer, type)
} if {
	some id, rule in rules
}

# What a rule read. It is asked only once all that it needs is there.
readings[id] := data.modelwarden.rules[rule.family][rule.name].readings if {
	some id, rule in rules
	shape.valid
	not id in _beside_the_point
	count(_missing[id]) == 0
}

# Readings that are not in order, and stand in the way.
refusals[id] := [reading |
	some reading in taken
	not _in_order(reading)
	not _advisory(id, reading)
] if {
	some id, taken in readings
}

# Readings that are not in order, and are told without standing in the way.
reservations[id] := [reading |
	some reading in taken
	not _in_order(reading)
	_advisory(id, reading)
] if {
	some id, taken in readings
}

_in_order(reading) if reading.ok == true

_advisory(id, _) if id in lenient

_advisory(_, reading) if reading.advisory == true

# Rules that only warn: their packs say so, or they are not in effect yet.
lenient contains id if {
	some id, enforcement in packs.active
	enforcement == "warn"
}

lenient contains id if {
	some id, rule in rules
	clock.now < clock.ns(rule.effective_on)
}

# What the rules say still has to happen. A rule that only warns asks for nothing.
obligations contains obligation if {
	some id, rule in rules
	count(readings[id]) > 0
	not id in lenient
	some obligation in data.modelwarden.rules[rule.family][rule.name].obligations
}
