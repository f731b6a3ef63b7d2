# METADATA
# scope: package
# title: What the bundle holds as data
# description: >-
#   The catalogue of rules (compiled from their annotations), packs, parameters and the schema of the input.
#   What a bundle lacks is empty here, so that its absence becomes a configuration error and not silence.
package modelwarden.lib.bundle

default catalog := {}

catalog := data.modelwarden.catalog

default packs := {}

packs := data.modelwarden.packs

default defaults := {}

defaults := data.modelwarden.params.defaults

default tiers := {}

tiers := data.modelwarden.params.tiers
