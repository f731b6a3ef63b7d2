package modelwarden.lib.text_test

import data.modelwarden.lib.text

test_said if {
	text.said("Ines Vogt")
	text.said("None known.")
}

test_not_said[answer] if {
	some answer in ["", "   ", "tbd", " TBD ", "N/A", "?", "-", null, 7, ["Ines"]]
	not text.said(answer)
	text.shown(answer) == "nobody said"
}

test_shown if text.shown("  Ines Vogt ") == "Ines Vogt"

test_listed if {
	text.listed({"b", "a"}, "none") == "a, b"
	text.listed(["b", "a"], "none") == "a, b"
	text.listed({"a"}, "none") == "a"
	text.listed(set(), "none") == "none"
}
