"""The lineage graph as a picture: layers, positions and lines. Pure, like the domain."""
