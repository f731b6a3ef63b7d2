# METADATA
# scope: package
# title: The risk tier
# description: The heavier of the project's and the model's risk tier governs.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.tier

import data.modelwarden.lib.shape

# `unknown` as long as the input cannot be read.
default governing := "unknown"

governing := _tiers[max(_given)] if shape.valid

_tiers := ["minimal", "limited", "high", "prohibited"]

_given contains position if {
	some position, name in _tiers
	name in {input.project.risk_tier, input.model.risk_tier}
}
