"""Backups: one tar file with the rows, the blobs and the keys of an installation, and a manifest of it all.

A backup belongs to no database: the rows are JSON lines, so one of SQLite can be restored into PostgreSQL
and the other way round, by the release whose schema it has.
"""
