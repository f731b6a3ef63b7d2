"""Use cases. Each takes the context first, asks for permission first, and never commits."""
