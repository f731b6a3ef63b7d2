package modelwarden.lib.bundle_test

import data.modelwarden.lib.bundle

test_what_is_there if {
	bundle.catalog == data.modelwarden.catalog
	bundle.packs == data.modelwarden.packs
	bundle.defaults == data.modelwarden.params.defaults
	bundle.tiers == data.modelwarden.params.tiers
}

test_what_is_not_there_is_empty if {
	bundle.catalog == {} with data.modelwarden.catalog as null
	bundle.packs == {} with data.modelwarden.packs as "core"
	bundle.defaults == {} with data.modelwarden.params as {}
	bundle.defaults == {} with data.modelwarden.params as {"defaults": []}
	bundle.tiers == {} with data.modelwarden.params as {}
	bundle.tiers == {} with data.modelwarden.params as {"tiers": []}
}
