# METADATA
# scope: package
# title: Reading fairness evidence
# description: >-
#   One entry per sensitive attribute and metric, whatever the evidence says or leaves out, so that an attribute
#   never drops out of a rule unseen. Definitions are Fairlearn's; the favourable outcome is the positive one.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.fairness

import data.modelwarden.lib.fraction
import data.modelwarden.lib.params
import data.modelwarden.lib.text

attributes := input.evidence.fairness.body.attributes

# Attributes that have to be examined: the training data's datasheet names them, or a parameter does.
required contains name if some name in params.value("fairness.required_attributes")

required contains name if {
	some dataset in input.lineage.datasets
	dataset.role == "training"
	some name in dataset.datasheet.sensitive_attributes
}

# Pairs of attributes, required or examined, whose intersection was not examined though disparities there deny.
unexamined_pairs contains pair if {
	not params.value("fairness.intersections") == "warn"
	names := required | {attribute.columns[0] | some attribute in attributes; count(attribute.columns) == 1}
	some one in names
	some other in names
	one < other
	pair := {one, other}
	not pair in {{column | some column in attribute.columns} | some attribute in attributes}
}

# The disparities under one metric that can be judged: all but those of groups too small to say anything.
judged(metric) := [entry |
	some position, attribute in attributes
	entry := _entry(position, attribute, metric)
	entry.status != "insufficient"
]

_entry(position, attribute, metric) := {
	"attribute": attribute.name,
	"advisory": _advisory(attribute),
	"pointer": sprintf("/evidence/fairness/body/attributes/%d/disparities/%d", [position, found[0]]),
	"status": outcome.status,
	"exact": outcome.exact,
	"described": outcome.described,
} if {
	found := [i | some i, stated in attribute.disparities; stated.metric == metric]
	count(found) == 1
	outcome := _outcome(attribute, attribute.disparities[found[0]])
}

# No such disparity, or two of them: judged, and found wanting, because nothing here is a fraction.
else := {
	"attribute": attribute.name,
	"advisory": _advisory(attribute),
	"pointer": sprintf("/evidence/fairness/body/attributes/%d/disparities", [position]),
	"status": "unclear",
	"exact": null,
	"described": "missing, or there more than once",
}

# What a disparity says. Which groups are too small is the parameter's to say: whoever computes the evidence may
# compare smaller groups as well, and takes none out of the comparison that is large enough.
_outcome(attribute, disparity) := {
	"status": "unclear",
	"exact": null,
	"described": sprintf("not measured, because the evidence leaves out %s", [text.listed(out, "")]),
} if {
	out := {sprintf("%s with %v rows", [group.group, group.n]) |
		some group in attribute.groups
		not _small(group)
		not group.sufficient == true
	}
	count(out) > 0
}

else := {
	"status": "unclear",
	"exact": null,
	"described": sprintf("not measured between groups that are large enough (%s)", [disparity.note]),
} if {
	disparity.status == "insufficient"
	not _too_small_to_compare(attribute)
}

else := {"status": disparity.status, "exact": disparity.exact, "described": _described(attribute, disparity)}

_too_small_to_compare(attribute) if {
	small := [group | some group in attribute.groups; _small(group)]
	count(small) > 0
	count(attribute.groups) - count(small) < 2
}

_small(group) if {
	is_number(group.n)
	group.n < params.value("fairness.group_size_min")
}

# An intersection of attributes (it has several columns) may only be told, where a parameter says so.
default _advisory(_) := false

_advisory(attribute) if {
	count(attribute.columns) > 1
	params.value("fairness.intersections") == "warn"
}

# "0.5916 (female 24/69 = 0.3478 against male 48/82 = 0.5853)"
_described(attribute, disparity) := sprintf("%s (%s against %s)", [
	_shown(disparity),
	_side(attribute, disparity.lowest_group, _rates[disparity.metric]),
	_side(attribute, disparity.highest_group, _rates[disparity.metric]),
])

# Which rate of a group stands behind a metric.
_rates := {
	"demographic_parity_ratio": "selection_rate",
	"equal_opportunity_difference": "true_positive_rate",
}

_shown(disparity) := fraction.up(disparity.exact) if endswith(disparity.metric, "_difference")

else := fraction.down(disparity.exact)

_side(attribute, name, rate) := sprintf("%s %d/%d = %s", [name, found[0].k, found[0].n, shown]) if {
	found := [group.rates[rate] | some group in attribute.groups; group.group == name]
	count(found) == 1
	shown := fraction.down(fraction.of_rate(found[0]))
}

else := "an unnamed group"
