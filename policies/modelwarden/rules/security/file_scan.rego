# METADATA
# scope: package
# title: Files scanned and clean
# description: >-
#   Every file of the version was scanned for code that runs on loading, and found clean. A file that the scanner
#   does not know, or did not see, is not clean.
# schemas:
#   - input: schema.gate_input
# custom:
#   id: SCAN-001
#   since: 2026.11.0
#   severity: critical
#   failure_msg: "{subject}: {observed}; needed: {threshold}."
#   solution: >-
#     Save the model in a format that holds no code (ONNX, skops, safetensors), leave out files that do not belong to
#     it, and register a new version.
#   evidence:
#     /evidence/scan/body/files: array
#     /evidence/scan/body/unsafe: number
#     /evidence/scan/body/unknown: number
#     /version/files: array
#   params: []
#   controls:
#     - framework: EU AI Act
#       ref: Art. 15(5)
#       text: Resilience against attempts to alter the system.
#     - framework: NIST AI RMF 1.0
#       ref: MEASURE 2.7
#       text: Security and resilience are evaluated and documented.
package modelwarden.rules.security.file_scan

import data.modelwarden.lib.text

scan := input.evidence.scan.body

readings contains {
	"subject": file.path,
	"ok": verdicts(file.path) == {"clean"},
	"observed": text.listed(verdicts(file.path), ""),
	"threshold": "clean",
	"evidence": ["/evidence/scan/body/files", sprintf("/version/files/%d", [position])],
} if {
	some position, file in input.version.files
}

readings contains {
	"subject": "All files together",
	"ok": (scan.unsafe + scan.unknown) == 0,
	"observed": sprintf("%d unsafe, %d unknown", [scan.unsafe, scan.unknown]),
	"threshold": "none of either",
	"evidence": ["/evidence/scan/body/unsafe", "/evidence/scan/body/unknown"],
}

verdicts(path) := said if {
	said := {file.verdict | some file in scan.files; file.path == path}
	count(said) > 0
} else := {"not scanned"}
