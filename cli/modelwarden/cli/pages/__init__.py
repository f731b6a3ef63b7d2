"""What is laid out for reading rather than listed."""
