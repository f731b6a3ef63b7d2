"""Keys, signatures, attestations, the chain of events, and verifying them all without a network."""
