# METADATA
# scope: package
# title: Kinds of parameters
# description: >-
#   What a value of each kind looks like, and which of two values is the stricter one. A kind that is not known
#   here fits nothing.
package modelwarden.lib.kinds

import data.modelwarden.lib.fraction

# Whether a value is of the kind that the parameter asks for.
default fits(_, _) := false

fits(spec, value) if {
	spec.type == "fraction"
	fraction.valid(value)
}

fits(spec, value) if {
	spec.type == "integer"
	is_number(value)
	value == floor(value)
	value >= 0
}

fits(spec, value) if {
	spec.type == "choice"
	value in spec.choices
}

fits(spec, value) if {
	spec.type == "names"
	is_array(value)
	every name in value {
		_nameable(spec, name)
	}
}

# Whether a value asks at least as much as another does.
default as_strict(_, _, _) := false

as_strict(spec, value, other) if {
	spec.stricter == "higher"
	fraction.at_least(_exact(value), _exact(other))
}

as_strict(spec, value, other) if {
	spec.stricter == "lower"
	fraction.at_most(_exact(value), _exact(other))
}

# Choices are listed from lax to strict.
as_strict(spec, value, other) if {
	spec.type == "choice"
	_position(spec, value) >= _position(spec, other)
}

# More names ask for more.
as_strict(spec, value, other) if {
	spec.type == "names"
	every name in other {
		name in value
	}
}

default described(_) := "of a known kind"

described(spec) := `a fraction like {"num": 4, "den": 5}` if spec.type == "fraction"

described(spec) := "a whole number, not negative" if spec.type == "integer"

described(spec) := sprintf("one of %s", [concat(", ", spec.choices)]) if spec.type == "choice"

described(spec) := "a list of names" if {
	spec.type == "names"
	not spec.choices
}

described(spec) := sprintf("a list of some of %s", [concat(", ", spec.choices)]) if spec.type == "names"

_nameable(spec, name) if {
	is_string(name)
	name in object.get(spec, "choices", {name})
}

_exact(value) := value if is_object(value)

_exact(value) := fraction.of_number(value) if is_number(value)

_position(spec, value) := position if {
	some position, choice in spec.choices
	choice == value
}
