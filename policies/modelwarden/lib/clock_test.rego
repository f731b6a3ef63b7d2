package modelwarden.lib.clock_test

import data.modelwarden.lib.clock
import data.modelwarden.testing

test_moments_that_exist if {
	clock.valid("2026-11-21T08:00:00.000Z")
	clock.valid("2024-02-29T23:59:59.999Z")
	clock.valid("2000-02-29T00:00:00.000Z")
	clock.valid("2100-02-28T00:00:00.000Z")
	clock.valid("2026-04-30T00:00:00.000Z")
	clock.valid("2026-06-30T00:00:00.000Z")
	clock.valid("2026-09-30T00:00:00.000Z")
	clock.valid("2026-11-30T00:00:00.000Z")
	clock.valid("2026-12-31T00:00:00.000Z")
}

# 2100 is no leap year, 2000 was one (Gregorian calendar).
test_moments_that_do_not[text] if {
	some text in [
		"2026-02-29T00:00:00.000Z",
		"2100-02-29T00:00:00.000Z",
		"2026-02-30T00:00:00.000Z",
		"2026-04-31T00:00:00.000Z",
		"2026-06-31T00:00:00.000Z",
		"2026-09-31T00:00:00.000Z",
		"2026-11-31T00:00:00.000Z",
		"2026-12-32T00:00:00.000Z",
		"2026-00-10T00:00:00.000Z",
		"2026-13-10T00:00:00.000Z",
		"2026-10-00T00:00:00.000Z",
		"2026-10-10T24:00:00.000Z",
		"2026-10-10T23:60:00.000Z",
		"2026-10-10T23:00:60.000Z",
		"2026-10-10T23:00:00Z",
		"2026-10-10T23:00:00.000+01:00",
		"2026-10-10 23:00:00.000Z",
		"1999-10-10T23:00:00.000Z",
		"2200-10-10T23:00:00.000Z",
		"x2026-10-10T23:00:00.000Z",
		"2026-10-10T23:00:00.000Zx",
		"",
		20261010,
		null,
	]
	not clock.valid(text)
	not clock.ns(text)
}

test_days if {
	clock.days("2026-11-20T00:00:00.000Z", "2026-11-21T12:00:00.000Z") == 1.5
	clock.days("2024-02-28T00:00:00.000Z", "2024-03-01T00:00:00.000Z") == 2
}

# Seconds since 1970 of 2026-11-21T08:00:00Z by `date -u +%s`.
test_nanoseconds if clock.ns("2026-11-21T08:00:00.000Z") == 1795248000 * 1000000000

test_now_is_what_the_input_says if {
	clock.now == clock.ns("2026-11-21T08:00:00.000Z") with input as {"evaluated_at": "2026-11-21T08:00:00.000Z"}
	not clock.now with input as {"evaluated_at": "2026-02-30T08:00:00.000Z"}
	not clock.now with input as {}
}

test_nothing_is_ahead if {
	ahead := clock.ahead with input as testing.base
	ahead == set()
}

# The base input's clock says 2026-11-21T08:00:00.000Z; five minutes are allowed for.
test_ahead[pointer] if {
	some pointer in [
		"/request/requested_at", "/version/registered_at", "/evidence/fairness/produced_at",
		"/evidence/documents/0/produced_at", "/reviews/0/signed_at",
	]
	just := clock.ahead with input as testing.replaced(pointer, "2026-11-21T08:05:00.000Z")
	just == set()
	late := clock.ahead with input as testing.replaced(pointer, "2026-11-21T08:05:00.001Z")
	late == {pointer}
	impossible := clock.ahead with input as testing.replaced(pointer, "2026-02-30T08:00:00.000Z")
	impossible == {pointer}
}
