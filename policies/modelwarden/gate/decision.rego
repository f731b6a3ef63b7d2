# METADATA
# scope: package
# title: The gate
# description: >-
#   One question, `data.modelwarden.gate.decision`, and an answer for every input, even an empty one. Nothing is
#   allowed unless everything was judged and found in order.
# schemas:
#   - input: schema.gate_input
package modelwarden.gate

import data.modelwarden.gate.checks
import data.modelwarden.gate.configuration
import data.modelwarden.gate.findings
import data.modelwarden.gate.notices
import data.modelwarden.lib.evidence
import data.modelwarden.lib.packs
import data.modelwarden.lib.params
import data.modelwarden.lib.shape
import data.modelwarden.lib.tier

# METADATA
# title: The decision
# description: The whole answer, `modelwarden.decision/v1`.
# scope: document
# entrypoint: true
decision := {
	"schema": "modelwarden.decision/v1",
	"evaluated_at": _evaluated_at,
	"request_id": _request_id,
	"target": _target,
	"risk_tier": tier.governing,
	"packs": sort(packs.chosen),
	"outcome": _outcome,
	"allow": _outcome == "allow",
	"violations": findings.violations,
	"warnings": findings.warnings,
	"waived": findings.waived,
	"obligations": _obligations,
	"evaluated": checks.status,
	"rules": _rules,
	"waiver_notices": notices.about,
	"config_errors": configuration.errors,
	"params_used": _params_used,
	"evidence_used": _evidence_used,
}

default _outcome := "error"

_outcome := "deny" if {
	count(configuration.errors) == 0
	count(findings.violations) > 0
}

_outcome := "needs_approval" if {
	_clean
	count(_owed) > 0
}

_outcome := "allow" if {
	_clean
	count(_owed) == 0
}

# Nothing speaks against it. That no rule was in force, or one came to no end, is an error by configuration.
_clean if {
	count(configuration.errors) == 0
	count(findings.violations) == 0
}

_owed contains obligation if {
	some obligation in checks.obligations
	not obligation.met == true
}

_obligations := [obligation |
	some [_, obligation] in sort([[owed.role, owed] | some owed in checks.obligations])
]

_rules[id] := {
	"title": rule.title,
	"severity": rule.severity,
	"enforcement": packs.active[id],
	"status": checks.status[id],
} if {
	some id, rule in checks.rules
}

_params_used[name] := params.resolved[name] if some name, _ in configuration.needed

_evidence_used := sort({digest |
	some id, rule in checks.rules
	checks.status[id] != "not_applicable"
	some pointer, _ in rule.evidence
	kind := evidence.touched_kind(pointer)
	digest := input.evidence[kind].digest
	shape.valid
})

# An input that cannot be read is not quoted: these stand for "not known", and the outcome is an error.
default _evaluated_at := "1970-01-01T00:00:00.000Z"

_evaluated_at := input.evaluated_at if shape.valid

default _request_id := "unknown"

_request_id := input.request.id if shape.valid

default _target := {
	"project": "unknown",
	"model": "unknown",
	"version": 0,
	"digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
	"environment": "unknown",
	"alias": "unknown",
}

_target := {
	"project": input.project.name,
	"model": input.model.name,
	"version": input.version.number,
	"digest": input.version.digest,
	"environment": input.request.target.environment,
	"alias": input.request.target.alias,
} if {
	shape.valid
}
