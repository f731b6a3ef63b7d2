package modelwarden.lib.kinds_test

import data.modelwarden.lib.kinds

higher := {"type": "fraction", "stricter": "higher"}

fewer := {"type": "integer", "stricter": "lower"}

grades := {"type": "choice", "choices": ["warn", "deny"]}

roles := {"type": "names", "choices": ["risk", "legal"]}

words := {"type": "names"}

test_fits if {
	kinds.fits(higher, {"num": 4, "den": 5})
	kinds.fits(fewer, 30)
	kinds.fits(fewer, 0)
	kinds.fits(grades, "warn")
	kinds.fits(roles, ["legal"])
	kinds.fits(roles, [])
	kinds.fits(words, ["sex", "age_band"])
}

test_fits_not[pair] if {
	some pair in [
		[higher, 0.8], [higher, "4/5"], [higher, {"num": 4, "den": 0}], [higher, null],
		[fewer, 1.5], [fewer, -1], [fewer, "30"], [fewer, true], [fewer, {"num": 1, "den": 1}],
		[grades, "shout"], [grades, ["warn"]], [grades, 0],
		[roles, "legal"], [roles, ["owner"]], [roles, [1]], [roles, {"legal": true}],
		[words, [1]], [words, "sex"],
		[{"type": "mood"}, "good"], [{}, 1],
	]
	not kinds.fits(pair[0], pair[1])
}

test_as_strict if {
	kinds.as_strict(higher, {"num": 4, "den": 5}, {"num": 8, "den": 10})
	kinds.as_strict(higher, {"num": 9, "den": 10}, {"num": 4, "den": 5})
	kinds.as_strict(fewer, 30, 30)
	kinds.as_strict(fewer, 29, 30)
	kinds.as_strict(grades, "deny", "warn")
	kinds.as_strict(grades, "warn", "warn")
	kinds.as_strict(roles, ["legal", "risk"], ["risk"])
	kinds.as_strict(words, ["sex"], [])
}

test_laxer if {
	not kinds.as_strict(higher, {"num": 79, "den": 100}, {"num": 4, "den": 5})
	not kinds.as_strict(fewer, 31, 30)
	not kinds.as_strict(grades, "warn", "deny")
	not kinds.as_strict(roles, ["legal"], ["legal", "risk"])
	not kinds.as_strict({"type": "integer"}, 1, 1)
	not kinds.as_strict({"type": "integer", "choices": [1, 2]}, 2, 1)
	not kinds.as_strict({"type": "fraction"}, {"num": 1, "den": 2}, {"num": 1, "den": 2})
}

test_described if {
	kinds.described(higher) == `a fraction like {"num": 4, "den": 5}`
	kinds.described(fewer) == "a whole number, not negative"
	kinds.described(grades) == "one of warn, deny"
	kinds.described(roles) == "a list of some of risk, legal"
	kinds.described(words) == "a list of names"
	kinds.described({"type": "mood"}) == "of a known kind"
}
