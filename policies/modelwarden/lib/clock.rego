# METADATA
# scope: package
# title: The clock
# description: >-
#   The gate has no clock of its own: now is what the input says it was, so that a stored decision replays to
#   the same bytes. Times are UTC with milliseconds and a Z, as everywhere on the wire.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.clock

import data.modelwarden.lib.shape

# OPA's own parser fails the whole query on a date like 30 February, so dates are looked at before it sees them.
_pattern := `^2[01]\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$`

_nanoseconds_per_day := 86400000000000

# Whether the text is a moment that exists, between 2000 and 2199.
default valid(_) := false

valid(text) if {
	is_string(text)
	regex.match(_pattern, text)
	substring(text, 8, 2) <= _last_day(substring(text, 5, 2), to_number(substring(text, 0, 4)))
}

# Nanoseconds since 1970.
ns(text) := time.parse_rfc3339_ns(text) if valid(text)

# The moment at which the gate was asked, in nanoseconds; undefined when the input names none.
now := ns(object.get(shape.document, "evaluated_at", ""))

# Days from one moment to another, with fractions.
days(from, to) := (ns(to) - ns(from)) / _nanoseconds_per_day

# Where the input records a moment that lies after that of the decision, or is none at all: then some clock is wrong.
ahead contains pointer if {
	some [pointer, moment] in _recorded
	not _past(moment)
}

_past(moment) if ns(moment) <= now + _tolerance

# The clocks of several machines may differ by five minutes.
_tolerance := 300000000000

_recorded contains ["/request/requested_at", input.request.requested_at]

_recorded contains ["/version/registered_at", input.version.registered_at]

_recorded contains [sprintf("/evidence/%s/produced_at", [kind]), item.produced_at] if some kind, item in input.evidence

_recorded contains [sprintf("/evidence/documents/%d/produced_at", [position]), document.produced_at] if {
	some position, document in input.evidence.documents
}

_recorded contains [sprintf("/reviews/%d/signed_at", [position]), review.signed_at] if {
	some position, review in input.reviews
}

_last_day("02", year) := "29" if _leap(year)

else := "28"

_last_day(month, _) := "30" if month in {"04", "06", "09", "11"}

_last_day(month, _) := "31" if not month in {"02", "04", "06", "09", "11"}

_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

_leap(year) if year % 400 == 0
