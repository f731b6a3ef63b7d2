package modelwarden.lib.fraction_test

import data.modelwarden.lib.fraction

four_fifths := {"num": 4, "den": 5}

# The EEOC's questions and answers on 29 CFR 1607.4(D), 1979: of rates 60 %, 45 %, 48 % and 51 %, only
# 45 % is below four fifths of the highest; 48 % is exactly four fifths.
test_eeoc_example if {
	fraction.at_least({"num": 48, "den": 60}, four_fifths)
	fraction.at_least({"num": 51, "den": 60}, four_fifths)
	not fraction.at_least({"num": 45, "den": 60}, four_fifths)
}

# (4/25)/(5/25) is 0.7999999999999999 in binary floating point.
test_the_float_trap if fraction.at_least({"num": 4 * 25, "den": 5 * 25}, four_fifths)

test_at_most if {
	fraction.at_most({"num": 3, "den": 20}, {"num": 15, "den": 100})
	fraction.at_most({"num": 2, "den": 20}, {"num": 15, "den": 100})
	not fraction.at_most({"num": 151, "den": 1000}, {"num": 15, "den": 100})
}

# Counts of up to 2**53 - 1, beyond which a float has no room.
test_large_counts if {
	big := 9007199254740991
	fraction.at_least({"num": big, "den": big - 1}, {"num": big - 1, "den": big - 2}) == false
	fraction.at_least({"num": big - 1, "den": big - 2}, {"num": big, "den": big - 1})
}

test_what_is_no_fraction_meets_nothing[x] if {
	some x in [
		null, "4/5", 0.8, true, [], {}, {"num": 4}, {"den": 5}, {"num": "4", "den": "5"}, {"num": 4, "den": "5"},
		{"num": "4", "den": 5}, {"num": 4, "den": 0}, {"num": 4, "den": -5}, {"num": null, "den": 5},
	]
	not fraction.valid(x)
	not fraction.at_least(x, {"num": 0, "den": 1})
	not fraction.at_least({"num": 1, "den": 1}, x)
	not fraction.at_most(x, {"num": 9, "den": 1})
	not fraction.at_most({"num": 0, "den": 1}, x)
	fraction.show(x) == "not a number"
	fraction.down(x) == "not a number"
	fraction.up(x) == "not a number"
}

# COMPAS, ProPublica 2016: (854/2454)/(2174/3696) = 0.591637...
test_shown if {
	compas := {"num": 854 * 3696, "den": 2454 * 2174}
	fraction.down(compas) == "0.5916"
	fraction.up(compas) == "0.5917"
	fraction.show(four_fifths) == "0.8000 (4/5)"
	fraction.down({"num": 1, "den": 1}) == "1.0000"
	fraction.up({"num": 0, "den": 1}) == "0.0000"
	fraction.up({"num": 25, "den": 2}) == "12.5000"
}

# What is shown never reaches the limit when the number does not.
test_shown_on_the_strict_side if {
	fraction.down({"num": 79999, "den": 100000}) == "0.7999"
	fraction.up({"num": 150001, "den": 1000000}) == "0.1501"
}

test_below_zero_is_not_shown if fraction.down({"num": -1, "den": 5}) == "not a number"

test_of if {
	fraction.of_rate({"k": 3, "n": 4}) == {"num": 3, "den": 4}
	fraction.of_number(7) == {"num": 7, "den": 1}
}
