# METADATA
# scope: package
# title: Performance recomputed
# description: >-
#   The performance figures of this very version come from a computation of the platform's, not from somebody's
#   word, and are as strong as the tier asks: where that is `reproduced`, the platform has run the registered model
#   on every row of the evaluation table and got the decisions and scores that stand in it.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: VAL-001
#   since: 2026.11.0
#   severity: critical
#   unwaivable: true
#   failure_msg: "{subject}: {observed}; it must be {threshold}."
#   solution: >-
#     Have the platform compute performance for this version from the evaluation table: `modelwarden evidence
#     compute`, and with `--model-path`, so that it runs the model itself. Figures that stay recomputed then are not
#     the model's: make the predictions of the table with the registered model.
#   evidence:
#     /evidence/performance/assurance: string
#     /evidence/performance/version_digest: string
#   params: [evidence.assurance_min]
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(g)
#       text: Validation and testing procedures, metrics, and test reports.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.1
#       text: Test sets, metrics and tools are documented.
#     - framework: US bank model risk guidance
#       ref: SR 26-2
#       text: Validation and monitoring.
package modelwarden.rules.validation.performance_recomputed

import data.modelwarden.lib.evidence

readings contains {
	"subject": "Performance evidence",
	"ok": evidence.strong("performance"),
	"observed": input.evidence.performance.assurance,
	"threshold": sprintf("at least %s", [evidence.asked("performance")]),
	"evidence": ["/evidence/performance/assurance"],
}

readings contains {
	"subject": "Performance evidence",
	"ok": evidence.bound("performance"),
	"observed": sprintf("evidence of version %s", [input.evidence.performance.version_digest]),
	"threshold": sprintf("evidence of version %s", [input.version.digest]),
	"evidence": ["/evidence/performance/version_digest"],
}
