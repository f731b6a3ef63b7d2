# METADATA
# scope: package
# title: One evaluation table
# description: >-
#   Performance, and fairness and explanation where there are any, were computed from one and the same table, byte
#   for byte. Figures from different tables do not describe one evaluation, even where both tables hold rows of the
#   same dataset version: the predictions that lie beside those rows may be others.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: LINE-004
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject} was computed from {observed}; it must be from {threshold}."
#   solution: >-
#     Have performance, fairness and explanation computed again together, in one `modelwarden evidence compute` from
#     one table.
#   evidence:
#     /evidence/performance/body: object
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(g)
#       text: Validation and testing data and their main characteristics.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.1
#       text: Test sets, metrics and tools are documented.
package modelwarden.rules.lineage.one_table

# The tables that the evidence names. Evidence that names none is not in here, and is not in order either.
tables contains head.table_digest if {
	some kind in ["performance", "fairness", "explanation"]
	head := input.evidence[kind]
	is_string(head.table_digest)
}

readings contains {
	"subject": sprintf("The %s evidence", [kind]),
	"ok": tables == {digest},
	"observed": {true: sprintf("table %v", [digest]), false: "no table that is on record"}[is_string(digest)],
	"threshold": "the one table that all figures come from",
	"evidence": [sprintf("/evidence/%s/table_digest", [kind])],
} if {
	some kind in ["performance", "fairness", "explanation"]
	digest := object.get(input.evidence[kind], "table_digest", null)
}
