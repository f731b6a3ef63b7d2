"""The gate: everything that talks to OPA."""
