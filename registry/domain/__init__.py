"""Pure rules and values: states, roles, digests, errors. Nothing here does I/O."""
