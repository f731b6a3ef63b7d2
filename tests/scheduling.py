"""How tests are handed to several workers."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

# Whose files share a session's fixture that costs more than what two workers would win.
_TOGETHER = ("tests/browser/",)


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A worker takes a file at a time; the files of some directories it takes as if they were one."""

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return next((directory for directory in _TOGETHER if scope.startswith(directory)), scope)


def scheduler(config: pytest.Config, log: object) -> ByFile | None:
    """For `--dist loadfile` the scheduler above; None for what else was asked for."""
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None
