# METADATA
# scope: package
# title: What the bundle holds as data
# description: >-
#   The catalogue of rules (compiled from their annotations), packs and parameters. What a bundle lacks is empty
#   here, so that its absence becomes a configuration error and not silence.
package modelwarden.lib.bundle

default catalog := {}

catalog := data.modelwarden.catalog if is_object(data.modelwarden.catalog)

default packs := {}

packs := data.modelwarden.packs if is_object(data.modelwarden.packs)

default defaults := {}

defaults := data.modelwarden.params.defaults if is_object(data.modelwarden.params.defaults)

default tiers := {}

tiers := data.modelwarden.params.tiers if is_object(data.modelwarden.params.tiers)
