# METADATA
# scope: package
# title: Files and evidence bound to the version
# description: >-
#   The version's digest is that of its file manifest, counted again here, and every piece of evidence was made for
#   this digest and no other.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: PROV-002
#   since: 2026.11.0
#   severity: critical
#   unwaivable: true
#   failure_msg: "{subject}: {observed}; it must be {threshold}."
#   solution: >-
#     Have the evidence computed for this version. If the manifest itself does not match, the record was damaged or
#     changed: register the files as a new version and tell whoever runs the registry.
#   evidence:
#     /version/files: array
#     /version/digest: string
#     /evidence: object
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Art. 15(5)
#       text: Resilience against attempts to alter the system.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.7
#       text: Security and resilience are evaluated and documented.
package modelwarden.rules.provenance.digests

import data.modelwarden.lib.manifest

readings contains {
	"subject": "File manifest",
	"ok": manifest.digest(input.version.files) == input.version.digest,
	"observed": sprintf("the %d files have %s", [count(input.version.files), manifest.digest(input.version.files)]),
	"threshold": sprintf("the version's digest %s", [input.version.digest]),
	"evidence": ["/version/digest", "/version/files"],
}

readings contains {
	"subject": sprintf("Evidence at %s", [pointer]),
	"ok": digest == input.version.digest,
	"observed": sprintf("made for %v", [digest]),
	"threshold": sprintf("the version's digest %s", [input.version.digest]),
	"evidence": [sprintf("%s/version_digest", [pointer])],
} if {
	some pointer, item in pieces
	digest := object.get(item, "version_digest", "no version")
}

pieces[sprintf("/evidence/%s", [kind])] := item if {
	some kind, item in input.evidence
	kind != "documents"
}

pieces[sprintf("/evidence/documents/%d", [position])] := item if {
	some position, item in input.evidence.documents
}
