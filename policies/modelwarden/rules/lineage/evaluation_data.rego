# METADATA
# scope: package
# title: Evaluation data apart from training data
# description: >-
#   Figures computed on the data that a model was trained on say little about anybody else. Performance (and
#   fairness and explanation, where there are any) names the dataset version that it was computed on, and it is
#   no training data.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: LINE-002
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject} was computed on {observed}; it must be {threshold}."
#   solution: >-
#     Register a held-out evaluation set as a dataset version of its own and have the evidence computed on it.
#   evidence:
#     /lineage/datasets: array
#     /evidence/performance/body: object
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(g)
#       text: Validation and testing data and their main characteristics.
#     - framework: NIST AI RMF 1.0
#       ref: MAP 2.3
#       text: Test, evaluation and data selection are identified and documented.
package modelwarden.rules.lineage.evaluation_data

training contains dataset.digest if {
	some dataset in input.lineage.datasets
	dataset.role == "training"
}

readings contains {
	"subject": sprintf("The %s evidence", [kind]),
	"ok": apart(digest),
	"observed": {true: digest, false: "data that is not registered"}[is_string(digest)],
	"threshold": "a registered dataset version that is not training data",
	"evidence": [sprintf("/evidence/%s/dataset_digest", [kind])],
} if {
	count(training) > 0
	some kind in ["performance", "fairness", "explanation"]
	digest := object.get(input.evidence[kind], "dataset_digest", null)
}

default apart(_) := false

apart(digest) if {
	is_string(digest)
	not digest in training
}
