# METADATA
# scope: package
# title: Not a prohibited practice
# description: >-
#   A model or project whose risk tier is prohibited goes nowhere. No waiver, no approval and no parameter changes
#   that.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: TIER-001
#   since: 2026.11.0
#   severity: critical
#   unwaivable: true
#   failure_msg: "{subject}: the risk tier is {observed}; it must be {threshold}."
#   solution: >-
#     Stop. If the tier is wrong, have it assessed and changed by the people who answer for the classification.
#   evidence:
#     /project/risk_tier: string
#     /model/risk_tier: string
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Art. 5
#       text: Prohibited practices; applies since 2025-02-02.
package modelwarden.rules.tier.prohibited

assessed := {"Project": "/project/risk_tier", "Model": "/model/risk_tier"}

readings contains {
	"subject": subject,
	"ok": tier in {"high", "limited", "minimal"},
	"observed": tier,
	"threshold": "high, limited or minimal",
	"evidence": [pointer],
} if {
	some subject, pointer in assessed
	tier := object.get(input, [lower(subject), "risk_tier"], "")
}
