"""Two versions held against each other."""

from registry.services.comparison.comparing import compare_versions

__all__ = ["compare_versions"]
