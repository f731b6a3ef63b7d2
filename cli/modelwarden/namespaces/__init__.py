"""What can be asked of the registry: one module per noun, each an attribute of the client."""
