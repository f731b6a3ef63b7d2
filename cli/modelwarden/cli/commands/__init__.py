"""The verbs of each noun: one module per noun, imported when it is called."""
