package modelwarden.lib.tier_test

import data.modelwarden.lib.tier
import data.modelwarden.testing

test_the_heavier_tier_governs if {
	tier.governing == "high" with input as testing.replaced("/model/risk_tier", "minimal")
	tier.governing == "high" with input as testing.replaced("/project/risk_tier", "limited")
	tier.governing == "prohibited" with input as testing.replaced("/model/risk_tier", "prohibited")
	tier.governing == "limited" with input as testing.patched([
		{"op": "replace", "path": "/model/risk_tier", "value": "minimal"},
		{"op": "replace", "path": "/project/risk_tier", "value": "limited"},
	])
}

test_an_input_that_cannot_be_read_has_no_tier if {
	tier.governing == "unknown" with input as {"project": {"risk_tier": "minimal"}}
}
