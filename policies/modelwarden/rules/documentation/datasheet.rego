# METADATA
# scope: package
# title: Datasheet of the training data
# description: >-
#   Every training dataset says where it came from, under which licence, how it was collected, what it is meant for
#   and what it lacks. "None known" is an answer about gaps; silence is not.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: DOC-002
#   since: 2026.11.0
#   severity: medium
#   failure_msg: "Datasheet of {subject}: {observed}; needed: {threshold}."
#   solution: Complete the datasheet of the training dataset and register the dataset version with it.
#   evidence:
#     /lineage/datasets: array
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(d)
#       text: Data requirements as datasheets, with provenance, scope and main characteristics.
#     - framework: EU AI Act
#       ref: Art. 10(2)(b)
#       text: Data collection processes and the origin of data.
#     - framework: ISO/IEC 42001:2023
#       ref: A.7.5
#       text: Data provenance.
package modelwarden.rules.documentation.datasheet

import data.modelwarden.lib.text

fields := ["source", "licence", "collection", "intended_use", "known_gaps"]

readings contains {
	"subject": sprintf("%s version %d", [dataset.name, dataset.version]),
	"ok": count(unsaid) == 0,
	"observed": text.listed({sprintf("nothing said about %s", [field]) | some field in unsaid}, "complete"),
	"threshold": sprintf("all of %s", [concat(", ", fields)]),
	"evidence": [sprintf("/lineage/datasets/%d/datasheet", [position])],
} if {
	some position, dataset in input.lineage.datasets
	dataset.role == "training"
	unsaid := [field | some field in fields; not text.said(object.get(dataset.datasheet, field, ""))]
}
