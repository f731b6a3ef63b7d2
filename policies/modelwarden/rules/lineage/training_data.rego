# METADATA
# scope: package
# title: Training data recorded
# description: The lineage names the dataset version that the version was trained on, by digest.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: LINE-001
#   since: 2026.11.0
#   severity: high
#   failure_msg: "Training data in the lineage: {observed}; needed: {threshold}."
#   solution: Register the training data as a dataset version and name it when you register the model version.
#   evidence:
#     /lineage/datasets: array
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(d)
#       text: Training data sets, their provenance, scope and main characteristics.
#     - framework: ISO/IEC 42001:2023
#       ref: A.7.5
#       text: Data provenance.
package modelwarden.rules.lineage.training_data

import data.modelwarden.lib.text

training contains sprintf("%s version %d", [dataset.name, dataset.version]) if {
	some dataset in input.lineage.datasets
	dataset.role == "training"
}

readings contains {
	"subject": "Training data",
	"ok": count(training) > 0,
	"observed": text.listed(training, "none recorded"),
	"threshold": "at least one dataset version",
	"evidence": ["/lineage/datasets"],
}
