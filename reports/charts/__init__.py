"""Vector charts. Each comes with the sentence that it shows and a table of the same figures."""
