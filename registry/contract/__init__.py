"""Wire shapes: what crosses the edge, the gate's documents, and evidence. No Flask, no SQL."""
