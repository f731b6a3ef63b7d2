# METADATA
# scope: package
# title: Code commit recorded
# description: The version, or the run that trained it, names the commit of the code it came from in full.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: PROV-001
#   since: 2026.11.0
#   severity: high
#   failure_msg: "Code commit: {observed}; needed: {threshold}."
#   solution: >-
#     Register the version from a clean checkout and pass the commit (`git rev-parse HEAD`), or record it with the
#     run.
#   evidence:
#     /version/code_commit: string
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Annex IV(2)(a)
#       text: Methods and steps of development.
#     - framework: ISO/IEC 42001:2023
#       ref: A.6.2.3
#       text: Documentation of design and development.
package modelwarden.rules.provenance.code_commit

import data.modelwarden.lib.text

# Git names a commit by SHA-1 (40 digits), or by SHA-256 (64) in newer repositories; a prefix names nothing for good.
full contains commit if {
	some commit in recorded
	regex.match(`^([0-9a-f]{40}|[0-9a-f]{64})$`, commit)
}

recorded := {input.version.code_commit, object.get(input, ["lineage", "run", "code_commit"], "")}

readings contains {
	"subject": "Code commit",
	"ok": count(full) > 0,
	"observed": text.listed(recorded - {""}, "none recorded"),
	"threshold": "a full commit of 40 or 64 hex digits, on the version or its run",
	"evidence": ["/version/code_commit", "/lineage/run"],
}
