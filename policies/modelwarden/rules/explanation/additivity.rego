# METADATA
# scope: package
# title: Explanation adds up
# description: >-
#   There is an explanation of this version, and its contributions add up to what the model says, within the
#   tolerance that the evidence states.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: EXPL-001
#   since: 2026.11.0
#   severity: high
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Have the explanation computed again from the registered model; if it still does not add up, the explainer does
#     not fit this kind of model.
#   evidence:
#     /evidence/explanation/body/additivity/passed: boolean
#     /evidence/explanation/body/additivity/rows: number
#     /evidence/explanation/body/additivity/max_abs_error: number
#     /evidence/explanation/body/additivity/tolerance: number
#     /evidence/explanation/body/global_importance: array
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Art. 13(3)(b)(iv)
#       text: Technical capabilities to provide information that explains the output.
#     - framework: EU AI Act
#       ref: Art. 86
#       text: Explanation of individual decision-making, on request.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.9
#       text: The model is explained and validated.
package modelwarden.rules.explanation.additivity

default sound := false

# The evidence's own verdict, and the numbers that it rests on.
sound if {
	check.passed == true
	check.max_abs_error <= check.tolerance
}

check := input.evidence.explanation.body.additivity

readings contains {
	"subject": "Additivity",
	"ok": sound,
	"observed": sprintf("check %s, largest error %s over %d rows", [
		{true: "passed", false: "failed"}[check.passed],
		json.marshal(check.max_abs_error),
		check.rows,
	]),
	"threshold": sprintf("a passed check with errors of at most %s", [json.marshal(check.tolerance)]),
	"evidence": ["/evidence/explanation/body/additivity"],
}

readings contains {
	"subject": "Importances",
	"ok": count(input.evidence.explanation.body.global_importance) > 0,
	"observed": sprintf("features explained: %d", [count(input.evidence.explanation.body.global_importance)]),
	"threshold": "at least one feature",
	"evidence": ["/evidence/explanation/body/global_importance"],
}
