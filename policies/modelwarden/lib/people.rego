# METADATA
# scope: package
# title: Who had a hand in this version
# description: Nobody signs off a version that they registered, worked on, or produced the evidence for.
# schemas:
#   - input: schema.gate_input
package modelwarden.lib.people

involved contains name if some name in input.contributors

involved contains input.version.registered_by

involved contains item.produced_by if some item in input.evidence

involved contains item.produced_by if some item in input.evidence.documents
