package modelwarden.lib.shape_test

import data.modelwarden.lib.shape
import data.modelwarden.testing

test_the_base_is_well_formed if {
	shape.valid with input as testing.base
	count(shape.problems) == 0 with input as testing.base
}

test_not_an_object[word] if {
	some word in [null, true, 0, "x", [], [{}]]
	not shape.valid with input as word
	{"pointer": "", "reason": "the input is not a JSON object"} in shape.problems with input as word
	shape.document == {} with input as word
}

test_no_input_at_all if {
	not shape.valid
	{"pointer": "", "reason": "the input is not a JSON object"} in shape.problems
}

test_where if {
	document := testing.replaced("/lineage/datasets/0/rows", "many")
	shape.problems == {{
		"pointer": "/lineage/datasets/0/rows",
		"reason": "Invalid type. Expected: integer, given: string",
	}} with input as document
}

test_what_is_missing_from_the_document_itself if {
	problems := shape.problems with input as testing.removed("/waivers")
	problems == {{"pointer": "", "reason": "waivers is required"}}
}

test_unknown_fields_are_refused if {
	not shape.valid with input as object.union(testing.base, {"verdict": "allow"})
	not shape.valid with input as object.union(testing.base, {"model": {"tier": "minimal"}})
}

test_a_bundle_without_schema_judges_nothing if {
	not shape.valid with input as testing.base with data.modelwarden.schemas as {}
	shape.problems == {{"pointer": "", "reason": "the bundle has no schema for the input"}} with input as testing.base
		with data.modelwarden.schemas as {}
}

test_evidence_named_twice_is_refused[kind] if {
	digest := testing.base.evidence.performance.digest
	some kind in ["fairness", "documents/0"]
	twice := testing.replaced(sprintf("/evidence/%s/digest", [kind]), digest)
	not shape.valid with input as twice
	shape.problems == {{
		"pointer": "/evidence",
		"reason": sprintf("evidence %s is named twice", [digest]),
	}} with input as twice
}

test_a_document_named_twice_is_refused if {
	document := testing.base.evidence.documents[0]
	twice := testing.patched([{"op": "add", "path": "/evidence/documents/-", "value": document}])
	not shape.valid with input as twice
}
