# METADATA
# scope: package
# title: Evidence that may be believed
# description: >-
#   A rule names the places in the input that it reads. Here is asked whether each is there, of the right type,
#   made for this very version, and strong enough. What is missing denies; it is never taken for a pass.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.evidence

import data.modelwarden.lib.params
import data.modelwarden.lib.shape

# How the numbers came to be, weakest first.
levels := ["declared", "recomputed", "reproduced", "independent"]

# What is asked of kinds for which no model is run. `reproduced` says that the registered model gave the same answers
# again; a profile of the data and a scan of the files ask no model, so `recomputed` is the most that they can be.
# It is also the least: the platform reads these files itself, and nobody's word stands in for that.
without_model := {
	"data_profile": "recomputed",
	"scan": "recomputed",
}

# What is wrong with the value at a pointer, in words; undefined when nothing is.
gap(pointer, type) := sprintf("there is no %s evidence of this version", [kind]) if {
	kind := touched_kind(pointer)
	kind != ""
	value(head(kind)) == null
}

else := sprintf("%s is missing", [pointer]) if value(pointer) == null

else := sprintf("%s is %s instead of %s", [pointer, found, type]) if {
	found := type_name(value(pointer))
	found != type
}

else := sprintf("%s is evidence of another version, %s", [head(kind), stated(kind, "version_digest")]) if {
	kind := believed_kind(pointer)
	not bound(kind)
}

else := sprintf("%s is %s, which is weaker than %s", [head(kind), stated(kind, "assurance"), asked(kind)]) if {
	kind := believed_kind(pointer)
	not strong(kind)
}

# The value at a JSON pointer (RFC 6901); null when there is none. Declared pointers need no escapes.
value(pointer) := object.get(shape.document, array.slice(split(pointer, "/"), 1, count(pointer)), null)

# The kind of evidence whose figures a pointer reads; its head (digest, assurance, ...) may be read as it is.
believed_kind(pointer) := split(pointer, "/")[2] if regex.match(`^/evidence/[a-z_]+/body(/|$)`, pointer)

# The kind of evidence that a pointer touches at all; empty for other places.
default touched_kind(_) := ""

touched_kind(pointer) := split(pointer, "/")[2] if startswith(pointer, "/evidence/")

default bound(_) := false

bound(kind) if input.evidence[kind].version_digest == input.version.digest

default strong(_) := false

strong(kind) if rank(input.evidence[kind].assurance) >= rank(asked(kind))

# The level that evidence of a kind needs: what the kind is listed with above, else what the parameter says. Without
# the parameter it is no level at all, which no evidence reaches.
default asked(_) := "what counts"

asked(kind) := object.get(without_model, kind, params.value("evidence.assurance_min"))

# Where a level stands; undefined for a word that is none.
rank(level) := position if {
	some position, name in levels
	name == level
}

head(kind) := sprintf("/evidence/%s", [kind])

stated(kind, field) := object.get(input.evidence[kind], field, "nothing")

_measured := concat(" ", [
	"Have the platform compute it from the evaluation table: `modelwarden evidence compute`;",
	"with `--model-path`, where figures have to be reproduced by the model itself.",
])

# How each kind of evidence is made.
_remedies := {
	"performance": _measured,
	"fairness": _measured,
	"explanation": "Have the platform compute it from the model and the table: `modelwarden evidence compute`.",
	"data_profile": "Have the platform compute it from the evaluation table: `modelwarden evidence compute`.",
	"scan": "Files are scanned when a version is registered; scan them again: `modelwarden version scan`.",
}

# What to do about missing evidence.
remedy(pointer) := _remedies[touched_kind(pointer)]

remedy(pointer) := sprintf("Record what belongs at %s.", [pointer]) if {
	not touched_kind(pointer) in object.keys(_remedies)
}
