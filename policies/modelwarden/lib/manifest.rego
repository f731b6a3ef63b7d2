# METADATA
# scope: package
# title: The file manifest
# description: >-
#   A version's identity is the SHA-256 of its canonical file manifest (RFC 8785): path, sha256 and size of every
#   file, in order of path. It is counted again here, from what the input says of the files.
package modelwarden.lib.manifest

digest(files) := sprintf("sha256:%s", [crypto.sha256(_canonical(json.marshal(sort(_entries(files)))))])

_entries(files) := [{"path": file.path, "sha256": file.sha256, "size": file.size} | some file in files]

# Members come out in order and without spaces, as RFC 8785 asks. But these five characters are escaped, and it
# wants them plain; a path holds no backslash, so nothing else can look like them.
_canonical(text) := strings.replace_n(
	{
		`\u0026`: "&",
		`\u003c`: "<",
		`\u003e`: ">",
		`\u2028`: "\u2028",
		`\u2029`: "\u2029",
	},
	text,
)
