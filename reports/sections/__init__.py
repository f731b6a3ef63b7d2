"""The sections of a report: each turns its part of the input into words, facts, tables and charts."""
