"""What the registry answers with, as typed frozen objects: one module per noun."""
