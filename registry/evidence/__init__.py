"""Evidence: tables and model files in, exact evidence bodies out; no database, no web.

`registry.evidence.sandbox` is the one entrance for other packages: it runs everything else in a process of
its own, because the files that are read here were written by strangers.
"""
