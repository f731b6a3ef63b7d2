package modelwarden.lib.manifest_test

import data.modelwarden.lib.manifest

# Digests by the Python package rfc8785 and hashlib, over the list ordered by path.
test_digest if {
	manifest.digest([
		{"path": "b", "sha256": "sha256:02", "size": 4503599627370496},
		{"path": "a", "sha256": "sha256:01", "size": 0},
	]) == "sha256:9ae963494dfed7bf136dde5bb6bf4355fb189be2065ade3ab943994c02480aeb"
}

# Characters that Go's encoder escapes and RFC 8785 does not; more members than the three do not matter.
test_digest_of_awkward_paths if {
	awkward := "a&b<c>d\u2028e\u2029é😀\"q"
	digest := manifest.digest([{"path": awkward, "sha256": "sha256:01", "size": 1, "note": "x"}])
	digest == "sha256:d37d7539ea45d79ff6ae65261238b72edcde12f17149edd832fd71c458d55e34"
}
