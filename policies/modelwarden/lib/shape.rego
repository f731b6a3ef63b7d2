# METADATA
# scope: package
# title: The shape of the input
# description: >-
#   The first question of all: is the input what it claims to be? Rego is silent about a misspelt name, and
#   compares a string with a number without complaint, so nothing is judged before every field has its type.
#   The registry checks the same schema before it asks; the gate does not rely on that.
package modelwarden.lib.shape

# The input as an object, so that the rest can be read without further care; empty when there is none.
default document := {}

document := input if is_object(input)

default valid := false

valid if {
	verdict[0] == true
	count(_named_twice) == 0
}

problems contains {"pointer": "", "reason": "the input is not a JSON object"} if not given

problems contains {"pointer": "", "reason": "the bundle has no schema for the input"} if not checked

problems contains {"pointer": _pointer(error.field), "reason": error.desc} if {
	some error in verdict[1]
}

# A reader who looks evidence up by its digest would find one of the two, and take it for the other.
problems contains {"pointer": "/evidence", "reason": sprintf("evidence %s is named twice", [digest])} if {
	some digest in _named_twice
}

_named_twice contains digest if {
	some place, digest in _digests
	some other, same in _digests
	place != other
	digest == same
}

# The digests of the input's evidence, by the place where each stands.
_digests[[kind, ""]] := head.digest if {
	some kind, head in document.evidence
	is_object(head)
}

_digests[["documents", index]] := head.digest if some index, head in document.evidence.documents

# The schema stands in the bundle and refers to nothing outside itself, so the answer depends on nothing else.
verdict := json.match_schema(document, data.modelwarden.schemas.gate_input)

given if is_object(input)

checked if is_array(verdict)

# The validator writes `(Root)` for the document itself, and dots between the names.
_pointer(field) := "" if field == "(Root)"

else := sprintf("/%s", [replace(field, ".", "/")])
