# METADATA
# scope: package
# title: Words that people wrote
# description: Whether somebody said something, and how lists of names are written.
package modelwarden.lib.text

# What people type to get past a mandatory field.
placeholders := {"-", "?", "n/a", "na", "tba", "tbc", "tbd", "todo", "unknown", "xxx"}

# Whether the text says something: it is neither blank nor a placeholder.
default said(_) := false

said(text) if {
	is_string(text)
	trim_space(text) != ""
	not lower(trim_space(text)) in placeholders
}

# How a field is shown to somebody who is to fill it in.
default shown(_) := "nobody said"

shown(text) := trim_space(text) if said(text)

# A set or list of names in order, or a word for its being empty.
listed(names, nothing) := nothing if count(names) == 0

else := concat(", ", sort([sprintf("%v", [name]) | some name in names]))
