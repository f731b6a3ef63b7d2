# METADATA
# scope: package
# title: Exact numbers
# description: >-
#   Counts and limits are compared as fractions of integers: 4/25 against 5/25 is exactly four fifths, while in
#   binary floating point it is a little less. Anything that is not a fraction is neither at least nor at most
#   anything, so a malformed number never passes.
package modelwarden.lib.fraction

# Four decimals are shown.
_scale := 10000

default valid(_) := false

valid(x) if {
	is_number(x.num)
	is_number(x.den)
	x.den > 0
}

# The share that a rate counted: k of n.
of_rate(rate) := {"num": rate.k, "den": rate.n}

# A number of the input as a fraction.
of_number(number) := {"num": number, "den": 1}

default at_least(_, _) := false

at_least(x, limit) if {
	valid(x)
	valid(limit)
	x.num * limit.den >= limit.num * x.den
}

default at_most(_, _) := false

at_most(x, limit) if at_least(limit, x)

# A limit, as a decimal and as the fraction that it is.
default show(_) := "not a number"

show(x) := sprintf("%s (%d/%d)", [down(x), x.num, x.den]) if valid(x)

# Rounded down, for what must be at least something: what is shown never looks better than it is.
default down(_) := "not a number"

down(x) := _decimal(_floor(x.num * _scale, x.den)) if _showable(x)

# Rounded up, for what must be at most something.
default up(_) := "not a number"

up(x) := _decimal(_floor(((x.num * _scale) + x.den) - 1, x.den)) if _showable(x)

_showable(x) if {
	valid(x)
	x.num >= 0
}

_floor(a, b) := (a - (a % b)) / b

_decimal(scaled) := sprintf("%d.%04d", [_floor(scaled, _scale), scaled % _scale])
