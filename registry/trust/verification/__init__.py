"""Offline verification: no server, no account, no network. One module per kind of file."""
