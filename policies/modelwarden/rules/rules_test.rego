# Details of rules that their fixtures do not show.
package modelwarden.rules_test

import data.modelwarden.lib.fairness
import data.modelwarden.rules.approvals.no_objection
import data.modelwarden.rules.approvals.two_roles
import data.modelwarden.rules.fairness.demographic_parity
import data.modelwarden.rules.lineage.first_evaluation
import data.modelwarden.rules.security.file_scan
import data.modelwarden.testing

test_obligations_say_who_signed if {
	obligations := two_roles.obligations with input as testing.base
	obligations == {
		{
			"type": "approval", "role": "risk_reviewer", "required": 1, "given": 1, "by": ["rosa"], "met": true,
			"title": "Approval by a risk reviewer",
		},
		{
			"type": "approval", "role": "legal_reviewer", "required": 1, "given": 1, "by": ["leo"], "met": true,
			"title": "Approval by a legal reviewer",
		},
	}
}

test_two_people_in_one_role if {
	document := testing.replaced("/reviews/1/role", "risk_reviewer")
	obligations := two_roles.obligations with input as document
	{[owed.role, owed.given, owed.by, owed.met] | some owed in obligations} == {
		["risk_reviewer", 2, ["leo", "rosa"], true],
		["legal_reviewer", 0, [], false],
	}
}

# Rosa objects; the second time the evidence has changed since.
test_an_objection_says_what_it_was_made_on if {
	document := testing.replaced("/reviews/0/verdict", "reject")
	fresh := no_objection.objections with input as document
	fresh == {"rosa (risk_reviewer): reject"}
	outlived := no_objection.objections with input as json.patch(document, [{
		"op": "replace", "path": "/reviews/0/standing",
		"value": false,
	}])
	outlived == {"rosa (risk_reviewer): reject, made on earlier evidence, under an earlier policy or in another request"}
}

# Whoever lists required attributes adds to those of the datasheet, and replaces none.
test_required_attributes_add_up if {
	required := fairness.required with input as testing.patched([{
		"op": "add",
		"path": "/project/parameters/fairness.required_attributes",
		"value": ["nationality"],
	}])
	required == {"sex", "age_band", "nationality"}
}

test_only_training_data_names_attributes if {
	required := fairness.required with input as testing.replaced("/lineage/datasets/0/role", "validation")
	required == set()
}

test_first_figures_from_nowhere if {
	readings := first_evaluation.readings with input as testing.replaced("/first_evidence/0/dataset_digest", null)
	{reading.threshold | some reading in readings; not reading.ok} == {"data that is not registered"}
}

# The limit is the parameter's: with seven tenths as the limit, 3/4 is in order.
test_the_limit_is_data if {
	readings := demographic_parity.readings with input as testing.unfair
		with data.modelwarden.params.defaults["fairness.parity_ratio_min"].value as {"num": 7, "den": 10}
	{reading.ok | some reading in readings} == {true}
	"at least 0.7000 (7/10)" in {reading.threshold | some reading in readings}
}

test_a_file_that_nobody_scanned_is_not_clean if {
	readings := file_scan.readings with input as testing.removed("/evidence/scan/body/files/1")
	{[reading.subject, reading.ok, reading.observed] | some reading in readings; reading.ok == false} == {[
		"model.onnx",
		false,
		"not scanned",
	]}
}
