# METADATA
# scope: package
# title: Parameters
# description: >-
#   Limits are data. The project's own value counts first, then the tier's, then that of a pack in force, then
#   the default. A value of the wrong type, an unknown name, or a project that loosens what it may only tighten
#   is a configuration error: the value below it is used, and the outcome is an error.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.params

import data.modelwarden.lib.bundle
import data.modelwarden.lib.kinds
import data.modelwarden.lib.packs
import data.modelwarden.lib.shape
import data.modelwarden.lib.tier

# The value in force.
value(name) := resolved[name].value

# Name to the value in force and where it came from.
resolved[name] := {"value": own[name], "source": "project"} if some name in _accepted

resolved[name] := chosen if {
	some name, chosen in base
	not name in _accepted
}

# What holds before the project has its say.
base[name] := _base(name) if some name in object.keys(bundle.defaults)

_base(name) := {"value": _tier_values[name], "source": "tier"} if name in object.keys(_tier_values)

else := {"value": the_only_one, "source": "pack"} if {
	count(_pack_values(name)) == 1
	some the_only_one in _pack_values(name)
}

else := {"value": bundle.defaults[name].value, "source": "default"}

_tier_values := object.get(bundle.tiers, tier.governing, {})

_pack_values(name) := {stated |
	some pack in packs.chosen
	stated := bundle.packs[pack].parameters[name]
}

# What the project itself says; nothing, as long as the input cannot be read.
default own := {}

own := input.project.parameters if shape.valid

_accepted contains name if {
	some name, _ in own
	not _objections[name]
}

_objections[name] := reason if {
	some name, stated in own
	reason := _objection(name, stated)
}

_objection(name, stated) := "there is no parameter of this name" if not name in object.keys(bundle.defaults)

else := sprintf("it must be %s", [kinds.described(bundle.defaults[name])]) if {
	not kinds.fits(bundle.defaults[name], stated)
}

else := "a project may not set it" if not _project_may(name) in {"set", "tighten"}

else := sprintf("a project may only tighten it, and %s holds: %v", [base[name].source, base[name].value]) if {
	_project_may(name) == "tighten"
	not kinds.as_strict(bundle.defaults[name], stated, base[name].value)
}

_project_may(name) := object.get(bundle.defaults[name], "project_may", "nothing")

problems contains {
	"rule_id": "",
	"pointer": sprintf("/project/parameters/%s", [name]),
	"reason": sprintf("the project's value for %s does not count: %s", [name, reason]),
} if {
	some name, reason in _objections
}

problems contains {
	"rule_id": "",
	"pointer": sprintf("/modelwarden/params (%s)", [name]),
	"reason": sprintf("the %s value of %s must be %s", [chosen.source, name, kinds.described(bundle.defaults[name])]),
} if {
	some name, chosen in base
	not kinds.fits(bundle.defaults[name], chosen.value)
}

problems contains {
	"rule_id": "",
	"pointer": sprintf("/modelwarden/packs (%s)", [name]),
	"reason": sprintf("packs in force disagree about %s; let the tier or one pack say it", [name]),
} if {
	some name in object.keys(bundle.defaults)
	count(_pack_values(name)) > 1
}
